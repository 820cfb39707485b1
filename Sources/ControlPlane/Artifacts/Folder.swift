public import DreyModel
import Glibc

/// Folders for artifacts.
public enum Folder {
  /// Makes a folder that only its owner may enter, and its parents, where they do not exist.
  /// - Throws: ``Failure`` of the domain `infrastructure` that names the one which could not be made.
  public static func make(_ path: String) throws(Failure) {
    var made = ""
    for part in path.split(separator: "/") {
      made += (made.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
      guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw FileError.failure("create", made) }
    }
  }

  /// Returns the names of what is in a folder, sorted.
  /// - Throws: ``Failure`` of the domain `infrastructure` if the folder cannot be read.
  public static func names(in path: String) throws(Failure) -> [String] {
    guard let directory = opendir(path) else {
      throw Failure(.infrastructure, "cannot read '\(path)': \(String(cString: strerror(errno)))")
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
