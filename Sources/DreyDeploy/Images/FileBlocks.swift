import DreyModel
import Glibc

/// A regular file that is read block by block, as it is on the disk when it is opened.
final class FileBlocks {
  /// In bytes.
  let size: Int
  private let path: String
  private let descriptor: Int32

  private static let blockSize = 1 << 20

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names the file and what the system said.
  init(path: String) throws(Failure) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else { throw Self.refusal(path, errno) }
    size = Int(status.st_size)
    guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(.usage, "\(path) is not a regular file") }
  }

  /// - Throws: ``DreyModel/Failure`` of the domain `usage`; also where the file changed its size meanwhile.
  func forEach(_ body: (UnsafeRawBufferPointer) -> Void) throws(Failure) {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.blockSize, alignment: 1)
    defer { block.deallocate() }
    var total = 0
    while true {
      let count = read(descriptor, block.baseAddress, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Self.refusal(path, errno) }
      guard count > 0 else { break }
      total += count
      body(UnsafeRawBufferPointer(rebasing: block.prefix(count)))
    }
    guard total == size else { throw Failure(.usage, "\(path) changed while it was read") }
  }

  private static func refusal(_ path: String, _ code: Int32) -> Failure {
    code == ENOENT
      ? Failure(.usage, "\(path) does not exist")
      : Failure(.usage, "\(path) cannot be read: \(String(cString: strerror(code)))")
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }
}
