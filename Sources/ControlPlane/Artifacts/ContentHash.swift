import Crypto
public import DreyModel
import Glibc

/// SHA-256 of files.
public enum ContentHash {
  /// Bytes per read, and per frame on the way.
  static let chunkSize = 256 << 10

  /// Reads a file through and names it by its content. Blocks; not to be called on the cooperative pool.
  /// - Throws: ``Failure`` of the domain `infrastructure` where the file cannot be read.
  public static func artifact(ofFile path: String) throws(Failure) -> Artifact {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.failure("read", path) }
    defer { close(descriptor) }
    var hash = SHA256()
    var size = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkSize, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      guard count >= 0 else { throw FileError.failure("read", path) }
      guard count > 0 else { break }
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      size += count
    }
    return Artifact(sha256: hash.finalize().hexadecimal, size: size)
  }

  /// 64 lower-case hexadecimal digits.
  public static func sha256(of bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }
}

enum FileError {
  /// What the system said of the last file operation.
  static func failure(_ operation: String, _ path: String) -> Failure {
    Failure(.infrastructure, "cannot \(operation) '\(path)': \(String(cString: strerror(errno)))")
  }
}
