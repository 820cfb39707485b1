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
  /// As in Flink, what is hidden or begins with `_` is left out of folders. Links to files are followed, links to folders
  /// only where `path` is one: they could lead in a circle. Names are bytes and need not be UTF-8.
  /// - Parameter path: a path, or an address such as `file:///data/in`.
  /// - Throws: ``Failure`` that names what cannot be read.
  static func files(at path: String) throws(Failure) -> [FileEntry] {
    let root = try FileAddress(path)
    var status = stat()
    guard root.withCString({ stat($0, &status) }) == 0 else { throw InputFile.failure("\(root)", errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else { return [entry(root, status)] }
    var files: [(address: FileAddress, entry: FileEntry)] = []
    var folders = [root]
    while let folder = folders.popLast() {
      for name in try nameBytes(in: folder) where !"._".utf8.contains(name.first ?? 0) {
        try add(folder.appending(name), &files, &folders)
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
    _ address: FileAddress, _ files: inout [(address: FileAddress, entry: FileEntry)], _ folders: inout [FileAddress]
  ) throws(Failure) {
    var link = stat()
    var status = stat()
    guard address.withCString({ lstat($0, &link) == 0 && stat($0, &status) == 0 }) else {
      // What went away meanwhile was not there; so was the target of a link that leads nowhere.
      if errno == ENOENT { return }
      throw InputFile.failure("\(address)", errno)
    }
    switch (status.st_mode & S_IFMT, link.st_mode & S_IFMT) {
    case (S_IFDIR, S_IFDIR): folders.append(address)
    case (S_IFREG, _): files.append((address, entry(address, status)))
    default: break
    }
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
