import DreyModel
import Glibc
import TaskRuntime

/// A file that is open for reading, as it lies on the disk.
final class InputFile {
  let path: String
  private let descriptor: Int32
  /// What has no size, such as a pipe, cannot be read at any place, but only on and on.
  private let isRegular: Bool
  private var offset = 0

  /// - Throws: ``Failure`` that names the path, where it cannot be read.
  init(_ path: String) throws(Failure) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw Self.failure(path, EISDIR) }
    isRegular = status.st_mode & S_IFMT == S_IFREG
  }

  deinit { close(descriptor) }

  /// Reads what comes next, at most `bytes` in full; 0 means the end.
  func read(into bytes: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    while true {
      let count =
        isRegular
        ? pread(descriptor, bytes.baseAddress, bytes.count, off_t(offset))
        : Glibc.read(descriptor, bytes.baseAddress, bytes.count)
      if count >= 0 {
        offset += count
        return count
      }
      if errno != EINTR { throw Self.failure(path, errno) }
    }
  }

  /// Goes on at `offset`.
  /// - Returns: false where that is not possible.
  func seek(to offset: Int) -> Bool {
    if isRegular { self.offset = offset }
    return isRegular
  }

  static func failure(_ path: String, _ code: Int32) -> Failure {
    Failure(
      .user, "cannot read '\(path)': \(String(cString: strerror(code)))",
      advice: "Check the path. In a container a file must be mounted to be seen: drey run --volume FOLDER:FOLDER:ro.",
      isPermanent: SystemError.isPermanent(code))
  }
}
