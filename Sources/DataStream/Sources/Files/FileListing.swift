import DreyModel
import Glibc

/// A file that there is to read.
struct FileEntry: Equatable {
  /// Its path, or an address if that is not UTF-8.
  var path: String
  /// nil for what has no size, such as a pipe.
  var size: Int?
  /// Whether its content is packed, so that it is read from its beginning only; see ``inspected()``.
  var isPacked = false

  /// The same with a look at its first bytes.
  /// - Throws: ``Failure`` that names the file if it cannot be read, or has no lines.
  func inspected() throws(Failure) -> FileEntry {
    // Looking into a pipe would take away what is in it.
    guard let size else { return self }
    let kind = try FileKind.of(path)
    return FileEntry(path: path, size: size, isPacked: kind != .plain)
  }
}

/// Finds the files behind a path.
enum FileListing {
  /// The file itself, or all files of a folder and its folders, in the order of their paths.
  ///
  /// As in Flink, what is hidden or begins with `_` is left out of folders, and links to files and folders are followed.
  /// Names are bytes and need not be UTF-8.
  /// - Parameter path: a path, or an address such as `file:///data/in`.
  /// - Throws: ``Failure`` that names what cannot be read: a link that leads nowhere, or in a circle, is such a thing, and
  ///   so is a pipe, socket or device in a folder.
  static func files(at path: String) throws(Failure) -> [FileEntry] {
    let root = try FileAddress(path)
    var status = stat()
    guard root.withCString({ stat($0, &status) }) == 0 else { throw InputFile.failure("\(root)", errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else { return [entry(root, status)] }
    var files: [(address: FileAddress, entry: FileEntry)] = []
    var folders = [WalkedFolder(address: root, status)]
    while let folder = folders.popLast() {
      for name in try nameBytes(in: folder.address) where !"._".utf8.contains(name.first ?? 0) {
        try add(folder.address.appending(name), of: folder, &files, &folders)
      }
    }
    files.sort { $0.address.bytes.lexicographicallyPrecedes($1.address.bytes) }
    // A folder that changes while it is listed may show a name twice.
    var last: FileAddress?
    return files.compactMap { file in
      defer { last = file.address }
      return file.address == last ? nil : file.entry
    }
  }

  private static func add(
    _ address: FileAddress, of folder: WalkedFolder, _ files: inout [(address: FileAddress, entry: FileEntry)],
    _ folders: inout [WalkedFolder]
  ) throws(Failure) {
    var status = stat()
    guard address.withCString({ stat($0, &status) }) == 0 else {
      let error = errno
      var link = stat()
      // A file that went away meanwhile was not there; a link whose target is missing is there.
      if error == ENOENT, address.withCString({ lstat($0, &link) }) != 0 { return }
      throw error == ENOENT
        ? unreadable(address, "it is a link to what does not exist") : InputFile.failure("\(address)", error)
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: folders.append(try folder.subfolder(address, status))
    case S_IFREG: files.append((address, entry(address, status)))
    default: throw unreadable(address, "it is a pipe, a socket or a device in a folder of files")
    }
  }

  fileprivate static func unreadable(_ address: FileAddress, _ cause: String) -> Failure {
    Failure(
      .user, "cannot read '\(address)': \(cause)",
      advice:
        "Remove it from the folder, or rename it so that its name begins with '.' or '_'; such files are skipped.",
      isPermanent: true)
  }

  private static func entry(_ address: FileAddress, _ status: stat) -> FileEntry {
    FileEntry(path: "\(address)", size: status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil)
  }

  /// The names in a folder; what is not UTF-8 in them reads as U+FFFD.
  static func names(in folder: String) throws(Failure) -> [String] {
    try nameBytes(in: FileAddress(bytes: folder.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func nameBytes(in folder: FileAddress) throws(Failure) -> [[UInt8]] {
    guard let listing = folder.withCString({ opendir($0) }) else { throw InputFile.failure("\(folder)", errno) }
    defer { closedir(listing) }
    var names: [[UInt8]] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
    }
    return names
  }
}

/// A folder on the way through a tree, with the folders that lead to it.
private struct WalkedFolder {
  let address: FileAddress
  /// Device and inode of the folder and of the folders above it: a link may lead back to one of them.
  private let path: [[UInt64]]

  init(address: FileAddress, _ status: stat, in path: [[UInt64]] = []) {
    self.address = address
    self.path = path + [[UInt64(status.st_dev), UInt64(status.st_ino)]]
  }

  /// - Throws: ``Failure`` if the folder is this one, or one above it.
  func subfolder(_ address: FileAddress, _ status: stat) throws(Failure) -> WalkedFolder {
    let folder = WalkedFolder(address: address, status, in: path)
    if path.contains(where: { $0 == folder.path.last }) {
      throw FileListing.unreadable(address, "it is a link to a folder that it is in, so reading it would never end")
    }
    return folder
  }
}
