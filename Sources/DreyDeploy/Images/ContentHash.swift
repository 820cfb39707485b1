import Crypto
import DreyModel

/// SHA-256 over named parts, each preceded by its name and length, so that no two lists of parts look alike.
struct ContentHash {
  private var hash = SHA256()

  mutating func add(name: String, _ bytes: UnsafeRawBufferPointer) {
    hash.update(data: Array("\(name)\u{0}\(bytes.count)\u{0}".utf8))
    hash.update(bufferPointer: bytes)
  }

  mutating func add(name: String, _ text: String) {
    Array(text.utf8).withUnsafeBytes { add(name: name, $0) }
  }

  /// Adds a file, read in blocks so that its size does not matter.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names the file.
  mutating func add(name: String, fileAt path: String) throws(Failure) {
    let file = try FileBlocks(path: path)
    hash.update(data: Array("\(name)\u{0}\(file.size)\u{0}".utf8))
    try file.forEach { hash.update(bufferPointer: $0) }
  }

  /// 64 lower-case hexadecimal digits.
  func finish() -> String { Self.hexadecimal(hash.finalize()) }

  /// The SHA-256 of nothing but these bytes: 64 lower-case hexadecimal digits.
  static func sha256(_ bytes: UnsafeRawBufferPointer) -> String {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    return hexadecimal(hash.finalize())
  }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    digest.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
