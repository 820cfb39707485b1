import Crypto
import Glibc

/// SHA-256 of files.
enum FileDigest {
  private static let chunkSize = 1 << 20

  /// 64 lower-case hexadecimal digits. Lets other tasks run between two chunks.
  /// - Throws: ``Unreadable`` where the file cannot be read.
  static func sha256(ofFile path: String) async throws(Unreadable) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Unreadable(path: path, number: errno) }
    defer { close(descriptor) }
    var hash = SHA256()
    while true {
      guard let chunk = read(descriptor) else { throw Unreadable(path: path, number: errno) }
      guard !chunk.isEmpty else { return hash.finalize().map(hexadecimal).joined() }
      hash.update(data: chunk)
      await Task.yield()
    }
  }

  /// Why a file has no digest.
  struct Unreadable: Error, CustomStringConvertible {
    var path: String
    var number: Int32
    var description: String { "\(path) cannot be read: \(String(cString: strerror(number)))" }
  }

  private static func read(_ descriptor: Int32) -> [UInt8]? {
    var count = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: chunkSize) { buffer, filled in
      repeat { count = Glibc.read(descriptor, buffer.baseAddress, buffer.count) } while count < 0 && errno == EINTR
      filled = max(0, count)
    }
    return count < 0 ? nil : chunk
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
