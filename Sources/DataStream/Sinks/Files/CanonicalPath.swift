import Glibc

/// Tells whether two paths name the same folder.
enum CanonicalPath {
  /// The absolute path without links, `.` and `..`; what is not there yet counts as it will be made.
  static func of(_ path: String) -> String {
    var resolved = path.hasPrefix("/") ? "" : workingFolder
    for part in path.split(separator: "/") where part != "." {
      if part == ".." {
        resolved = String(resolved.prefix(upTo: resolved.lastIndex(of: "/") ?? resolved.startIndex))
      } else {
        resolved = real("\(resolved)/\(part)") ?? "\(resolved)/\(part)"
      }
    }
    return resolved.isEmpty ? "/" : resolved
  }

  private static var workingFolder: String {
    guard let folder = getcwd(nil, 0) else { return "" }
    defer { free(folder) }
    let path = String(cString: folder)
    return path == "/" ? "" : path
  }

  private static func real(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    let path = String(cString: real)
    return path == "/" ? "" : path
  }
}
