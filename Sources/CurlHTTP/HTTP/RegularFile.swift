import Glibc

/// What the file system says about a file that is to be sent.
enum RegularFile {
  /// The size in bytes of a readable regular file.
  static func size(_ path: String) throws(HTTPError) -> Int {
    var facts = stat()
    guard stat(path, &facts) == 0 else { throw failure(path) }
    guard facts.st_mode & S_IFMT == S_IFREG else { throw .unreadableFile("\(path) is not a regular file") }
    guard access(path, R_OK) == 0 else { throw failure(path) }
    return Int(facts.st_size)
  }

  private static func failure(_ path: String) -> HTTPError {
    .unreadableFile("\(path) cannot be read: \(String(cString: strerror(errno)))")
  }
}
