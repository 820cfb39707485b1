import DreyModel
import Glibc

/// A regular file's bytes, mapped into memory for as long as this object lives.
final class MappedFile {
  private let bytes: UnsafeRawBufferPointer

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names the file and what the system said.
  init(path: String) throws(Failure) {
    func refuse(_ code: Int32) -> Failure {
      code == ENOENT
        ? Failure(.usage, "\(path) does not exist")
        : Failure(.usage, "\(path) cannot be read: \(String(cString: strerror(code)))")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw refuse(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw refuse(errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(.usage, "\(path) is not a regular file") }
    let count = Int(status.st_size)
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
      throw refuse(errno)
    }
    bytes = UnsafeRawBufferPointer(start: address, count: count)
  }

  /// The bytes are there only while `body` runs.
  func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> R) throws(Failure) -> R {
    // The end of this method is the last use of self, so the mapping outlives the body.
    defer { withExtendedLifetime(self) {} }
    return try body(bytes)
  }

  deinit {
    if let address = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: address), bytes.count) }
  }
}
