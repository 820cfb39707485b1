import DreyModel
import Glibc

/// A file that there is to read.
struct FileEntry: Equatable {
  var path: String
  /// nil for what has no size, such as a pipe.
  var size: Int?
}

/// Finds the files behind a path.
enum FileListing {
  /// The file itself, or all files of a folder and its folders, in the order of their paths.
  ///
  /// As in Flink, what is hidden or begins with `_` is left out of folders. Links to files are followed, links to folders
  /// only where `path` is one: they could lead in a circle.
  /// - Throws: ``Failure`` that names what cannot be read.
  static func files(at path: String) throws(Failure) -> [FileEntry] {
    var status = stat()
    guard stat(path, &status) == 0 else { throw InputFile.failure(path, errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else { return [entry(path, status)] }
    var files: [FileEntry] = []
    var folders = [path]
    while let folder = folders.popLast() {
      for name in try names(in: folder) where !name.hasPrefix(".") && !name.hasPrefix("_") {
        try add(folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)", &files, &folders)
      }
    }
    files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    // A folder that changes while it is listed may show a name twice.
    return zip(files, [""] + files.map(\.path)).filter { $0.path != $1 }.map(\.0)
  }

  private static func add(_ path: String, _ files: inout [FileEntry], _ folders: inout [String]) throws(Failure) {
    var link = stat()
    var status = stat()
    guard lstat(path, &link) == 0, stat(path, &status) == 0 else {
      // What went away meanwhile was not there; so was the target of a link that leads nowhere.
      if errno == ENOENT { return }
      throw InputFile.failure(path, errno)
    }
    switch (status.st_mode & S_IFMT, link.st_mode & S_IFMT) {
    case (S_IFDIR, S_IFDIR): folders.append(path)
    case (S_IFREG, _): files.append(entry(path, status))
    default: break
    }
  }

  private static func entry(_ path: String, _ status: stat) -> FileEntry {
    FileEntry(path: path, size: status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil)
  }

  static func names(in folder: String) throws(Failure) -> [String] {
    guard let listing = opendir(folder) else { throw InputFile.failure(folder, errno) }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
