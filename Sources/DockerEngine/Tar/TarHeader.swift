/// The fields of a header block that this module writes and reads.
struct TarHeader: Equatable {
  /// A header's length, and the unit in which contents are padded.
  static let blockSize = 512

  /// Type bytes.
  enum TypeFlag {
    static let file = UInt8(ascii: "0")
    static let hardLink = UInt8(ascii: "1")
    static let symbolicLink = UInt8(ascii: "2")
    static let folder = UInt8(ascii: "5")
    static let extended = UInt8(ascii: "x")
    static let globalExtended = UInt8(ascii: "g")
    static let longName = UInt8(ascii: "L")
    static let longLink = UInt8(ascii: "K")
  }

  var name: [UInt8]
  var mode: Int
  var userID: Int
  var groupID: Int
  var size: Int
  var type: UInt8
  var link: [UInt8]

  /// What is missing to the next full block after `size` bytes.
  static func padding(after size: Int) -> Int { (blockSize - size % blockSize) % blockSize }

  /// The header as a block; fields that are too long are cut, which an extended header before it makes up for.
  var block: [UInt8] {
    var block = [UInt8](repeating: 0, count: Self.blockSize)
    func put(_ bytes: some Sequence<UInt8>, at offset: Int) {
      for (index, byte) in bytes.enumerated() { block[offset + index] = byte }
    }
    put(name.prefix(100), at: 0)
    put(Self.octal(mode, digits: 7), at: 100)
    put(Self.octal(userID, digits: 7), at: 108)
    put(Self.octal(groupID, digits: 7), at: 116)
    put(Self.octal(size, digits: 11), at: 124)
    put(Self.octal(0, digits: 11), at: 136)
    block[156] = type
    put(link.prefix(100), at: 157)
    put("ustar\u{0}00".utf8, at: 257)
    put(Self.octal(Self.checksum(block[...]), digits: 6), at: 148)
    put([0, UInt8(ascii: " ")], at: 154)
    return block
  }

  /// Reads a block; `nil` if its checksum or a number is wrong.
  init?(block: ArraySlice<UInt8>) {
    let base = block.startIndex
    func field(_ offset: Int, _ length: Int) -> ArraySlice<UInt8> { block[base + offset..<base + offset + length] }
    guard
      let mode = Self.number(field(100, 8)), let user = Self.number(field(108, 8)),
      let group = Self.number(field(116, 8)), let size = Self.number(field(124, 12)),
      Self.number(field(148, 8)) == Self.checksum(block)
    else { return nil }
    (self.mode, userID, groupID, self.size) = (mode, user, group, size)
    type = block[base + 156]
    link = Self.text(field(157, 100))
    let prefix = field(257, 6).elementsEqual("ustar\u{0}".utf8) ? Self.text(field(345, 155)) : []
    name = (prefix.isEmpty ? [] : prefix + [UInt8(ascii: "/")]) + Self.text(field(0, 100))
  }

  init(name: [UInt8], mode: Int, userID: Int = 0, groupID: Int = 0, size: Int = 0, type: UInt8, link: [UInt8] = []) {
    self.name = name
    self.mode = mode
    self.userID = userID
    self.groupID = groupID
    self.size = size
    self.type = type
    self.link = link
  }

  // The sum of all bytes, those of the checksum itself counted as spaces.
  private static func checksum(_ block: ArraySlice<UInt8>) -> Int {
    let base = block.startIndex
    let own = block[base + 148..<base + 156].reduce(0) { $0 + Int($1) }
    return block.reduce(0) { $0 + Int($1) } - own + 8 * Int(UInt8(ascii: " "))
  }

  private static func octal(_ value: Int, digits: Int) -> [UInt8] {
    let text = Array(String(max(0, value), radix: 8).utf8.suffix(digits))
    return [UInt8](repeating: UInt8(ascii: "0"), count: digits - text.count) + text
  }

  private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

  // Octal digits; GNU's tar writes what does not fit as a big-endian number whose first bit is set.
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    if let first = field.first, first & 0x80 != 0 {
      guard first == 0x80, field.dropFirst().dropLast(7).allSatisfy({ $0 == 0 }) else { return nil }
      return field.suffix(7).reduce(0) { $0 << 8 | Int($1) }
    }
    let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
    return digits.isEmpty ? 0 : Int(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 < 0 ? nil : $0 }
  }
}
