import StreamRecords

/// What opens a data connection: who speaks to whom, along which edge, and proof of belonging to the same attempt.
///
/// On the wire, all integers least significant byte first: the magic, the version (2 bytes), edge, upstream and downstream
/// subtask (4 bytes each), then the token's 64 bytes. The acceptor answers one byte, ``accepted``, or closes.
struct DataHandshake: Equatable {
  static let magic: UInt32 = 0x5945_5244  // "DREY"
  static let version: UInt16 = 1
  static let tokenLength = 64
  static let encodedLength = 4 + 2 + 3 * 4 + tokenLength
  static let accepted: UInt8 = 1

  var edge: Int
  var upstream: Int
  var downstream: Int
  var token: String

  func encode() -> [UInt8] {
    var writer = ByteWriter(capacity: Self.encodedLength)
    writer.integer(Self.magic)
    writer.integer(Self.version)
    for number in [edge, upstream, downstream] { writer.integer(UInt32(truncatingIfNeeded: number)) }
    var padded = Array(token.utf8.prefix(Self.tokenLength))
    padded += Array(repeating: 0, count: Self.tokenLength - padded.count)
    padded.withUnsafeBytes { writer.bytes($0) }
    return writer.withBytes { Array($0) }
  }

  /// - Returns: nil unless `bytes` are a handshake of this version that presents `token`.
  init?(_ bytes: [UInt8], token: String) {
    guard bytes.count == Self.encodedLength else { return nil }
    let decoded = bytes.withUnsafeBytes { raw -> (numbers: [Int], token: [UInt8])? in
      var reader = ByteReader(raw)
      guard reader.integer(UInt32.self) == Self.magic, reader.integer(UInt16.self) == Self.version else { return nil }
      let numbers = (0..<3).map { _ in Int(reader.integer(UInt32.self)) }
      return (numbers, Array(reader.bytes(Self.tokenLength)))
    }
    guard let decoded, Self.isSame(decoded.token, Array(token.utf8)) else { return nil }
    self.init(edge: decoded.numbers[0], upstream: decoded.numbers[1], downstream: decoded.numbers[2], token: token)
  }

  init(edge: Int, upstream: Int, downstream: Int, token: String) {
    self.edge = edge
    self.upstream = upstream
    self.downstream = downstream
    self.token = token
  }

  /// Compares in a time that does not tell how much of a guess was right.
  private static func isSame(_ presented: [UInt8], _ expected: [UInt8]) -> Bool {
    guard presented.count == expected.count, expected.count == tokenLength else { return false }
    return zip(presented, expected).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
