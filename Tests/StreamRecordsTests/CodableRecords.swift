import StreamRecords

struct Nothing: Codable, StreamCodable, Equatable {}
struct Plain: Codable, StreamCodable, Equatable { var word: String, count: Int }
struct Grown: Codable, StreamCodable, Equatable { var count: Int, word: String, note: String? }
enum Level: Int, Codable, StreamCodable { case low, high = 300 }

struct Everything: Codable, StreamCodable, Equatable {
  var yes: Bool, text: String, float: Float, double: Double, int: Int, uint: UInt
  var int8: Int8, int16: Int16, int32: Int32, int64: Int64, int128: Int128
  var uint8: UInt8, uint16: UInt16, uint32: UInt32, uint64: UInt64, uint128: UInt128
  var level: Level, plain: Plain, list: [Everything], absent: Int?
  var aNameThatIsLongerThanSixteenBytes: String

  static let zero = Everything(
    yes: false, text: "", float: 0, double: 0, int: 0, uint: 0, int8: 0, int16: 0, int32: 0, int64: 0, int128: 0,
    uint8: 0, uint16: 0, uint32: 0, uint64: 0, uint128: 0, level: .low, plain: Plain(word: "", count: 0), list: [],
    absent: nil,
    aNameThatIsLongerThanSixteenBytes: "")
  static let extreme = Everything(
    yes: true, text: String(repeating: "ł", count: 200), float: .leastNonzeroMagnitude, double: -.infinity, int: .min,
    uint: .max, int8: .min, int16: .min, int32: .min, int64: .min, int128: .min, uint8: .max, uint16: .max,
    uint32: .max, uint64: .max, uint128: .max, level: .high, plain: Plain(word: "w", count: -1), list: [.zero],
    absent: 3, aNameThatIsLongerThanSixteenBytes: "x")
}

indirect enum Shape: Codable, StreamCodable, Equatable {
  case circle(radius: Double), label(String, size: Int?), group([Shape]), none
}

struct Maybe: Codable, StreamCodable, Equatable { var first: String?, second: Plain?, third: [Int?]? }
struct Labelled: Codable, StreamCodable, Equatable {
  var names: [String: [Int]], numbers: [Int: String], pairs: [Level: Int], tags: Set<String>
}

/// Encodes as the value itself.
struct Wrapped: Codable, StreamCodable, Equatable {
  var value: Int
  init(value: Int) { self.value = value }
  init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Int.self) }
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// Decodes in another order, and asks what there is.
struct OutOfOrder: Codable, StreamCodable, Equatable {
  var first: Int, second: String, third: [Int]
  enum CodingKeys: CodingKey { case first, second, third, fourth }

  init(first: Int, second: String, third: [Int]) { (self.first, self.second, self.third) = (first, second, third) }
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    third = try container.decode([Int].self, forKey: .third)
    second = try container.decode(String.self, forKey: .second)
    first = container.contains(.fourth) ? 0 : try container.decode(Int.self, forKey: .first)
    guard container.allKeys.count == 3, try container.decodeNil(forKey: .second) == false else {
      throw CancellationError()
    }
  }
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(first, forKey: .first)
    try? container.encode(Refusing.Inner(), forKey: .fourth)
    try container.encode(second, forKey: .second)
    try container.encode(third, forKey: .third)
  }
}

/// Goes on with two containers in turns, and with the one around them.
struct Interleaved: Codable, StreamCodable, Equatable {
  var left: [String], right: [Int]
  enum CodingKeys: CodingKey { case left, right, count }

  init(left: [String], right: [Int]) { (self.left, self.right) = (left, right) }
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    var lefts = try container.nestedUnkeyedContainer(forKey: .left)
    var rights = try container.nestedContainer(keyedBy: CodingKeys.self, forKey: .right)
      .nestedUnkeyedContainer(forKey: .right)
    (left, right) = ([], [])
    guard lefts.count == rights.count else { throw CancellationError() }
    while !lefts.isAtEnd, try container.decode(Int.self, forKey: .count) > 0 {
      left.append(try lefts.decode(String.self))
      right.append(try rights.decode(Int.self))
    }
  }
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    var lefts = container.nestedUnkeyedContainer(forKey: .left)
    var outer = container.nestedContainer(keyedBy: CodingKeys.self, forKey: .right)
    var rights = outer.nestedUnkeyedContainer(forKey: .right)
    for (text, number) in zip(left, right) {
      try lefts.encode(text)
      try rights.encode(number)
    }
    try container.encode(left.count, forKey: .count)
  }
}

class Base: Codable {
  let name: String
  init(name: String) { self.name = name }
}

final class Derived: Base, StreamCodable, Equatable, @unchecked Sendable {
  let size: Int
  private enum CodingKeys: CodingKey { case size }

  init(name: String, size: Int) {
    self.size = size
    super.init(name: name)
  }
  required init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    size = try container.decode(Int.self, forKey: .size)
    try super.init(from: container.superDecoder())
  }
  override func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try super.encode(to: container.superEncoder())
    try container.encode(size, forKey: .size)
  }
  static func == (one: Derived, other: Derived) -> Bool { (one.name, one.size) == (other.name, other.size) }
}

/// As ``Derived``, with all fields in one container.
final class Forwarded: Base, StreamCodable, Equatable, @unchecked Sendable {
  let size: Int
  private enum CodingKeys: CodingKey { case size }

  init(name: String, size: Int) {
    self.size = size
    super.init(name: name)
  }
  required init(from decoder: any Decoder) throws {
    size = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .size)
    try super.init(from: decoder)
  }
  override func encode(to encoder: any Encoder) throws {
    try super.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(size, forKey: .size)
  }
  static func == (one: Forwarded, other: Forwarded) -> Bool { (one.name, one.size) == (other.name, other.size) }
}

struct Refusing: Codable, StreamCodable {
  var inner: [Inner]

  struct Inner: Codable {
    var number = 1
    enum CodingKeys: CodingKey { case number }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(Number(), forKey: .number)
    }
  }

  private struct Number: Encodable {
    func encode(to encoder: any Encoder) throws {
      throw EncodingError.invalidValue(1, .init(codingPath: [], debugDescription: "it is out of range"))
    }
  }
}

/// A value within a value within a value.
final class Chain: Codable, StreamCodable, Equatable {
  let next: Chain?
  init(depth: Int) { next = depth > 1 ? Chain(depth: depth - 1) : nil }
  static func == (one: Chain, other: Chain) -> Bool { one.next == other.next }
}

struct Tree: Codable, StreamCodable {
  var children: [Tree]
  init(from decoder: any Decoder) throws { children = try decoder.singleValueContainer().decode([Tree].self) }
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(children)
  }
}

/// Keeps what must not be used once the record is encoded or decoded.
struct Keeping: Codable, StreamCodable {
  nonisolated(unsafe) static var encoder: (any Encoder)?
  nonisolated(unsafe) static var decoder: (any Decoder)?
  init() {}
  init(from decoder: any Decoder) throws { Self.decoder = decoder }
  func encode(to encoder: any Encoder) throws {
    Self.encoder = encoder
    var container = encoder.unkeyedContainer()
    for number in 0..<100 { try container.encode(number) }
  }
}
