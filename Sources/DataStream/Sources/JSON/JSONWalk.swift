/// Walks through JSON to say where something is: FoundationEssentials names what is wrong with a line, but no place.
struct JSONWalk {
  /// A step from a value into it.
  enum Step: Equatable {
    case name(String)
    case index(Int)
  }

  private static let deepest = 512

  private let bytes: UnsafeRawBufferPointer
  private let path: ArraySlice<Step>
  private var position = 0
  /// Where the value at the path begins.
  private(set) var found: Int?
  /// Where it stops being JSON.
  private(set) var fault: Int?

  /// Walks through all of `bytes`, on the lookout for the value at `path`.
  init(_ bytes: UnsafeRawBufferPointer, to path: [Step] = []) {
    self.bytes = bytes
    self.path = path[...]
    skipSpace()
    let isWhole = value(on: self.path, depth: 0)
    skipSpace()
    if !isWhole || position < bytes.count { fault = position }
  }

  /// - Parameter rest: the steps from the value on that lead to the one that is sought; nil where none do.
  /// - Returns: false where there is no value; then the position is that of the fault.
  private mutating func value(on rest: ArraySlice<Step>?, depth: Int) -> Bool {
    if rest?.isEmpty == true { found = position }
    guard depth < Self.deepest, position < bytes.count else { return false }
    switch bytes[position] {
    case UInt8(ascii: "{"): return members(depth) { walk in walk.member(on: rest, depth: depth) }
    case UInt8(ascii: "["):
      var index = 0
      return members(depth) { walk in
        defer { index += 1 }
        return walk.value(on: Self.after(.index(index), in: rest), depth: depth + 1)
      }
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "t"): return word("true")
    case UInt8(ascii: "f"): return word("false")
    case UInt8(ascii: "n"): return word("null")
    default: return number()
    }
  }

  /// What is between braces or brackets, which are two apart in ASCII.
  private mutating func members(_ depth: Int, _ member: (inout JSONWalk) -> Bool) -> Bool {
    let end = bytes[position] + 2
    position += 1
    skipSpace()
    if take(end) { return true }
    repeat {
      skipSpace()
      guard member(&self) else { return false }
      skipSpace()
    } while take(UInt8(ascii: ","))
    return take(end)
  }

  private mutating func member(on rest: ArraySlice<Step>?, depth: Int) -> Bool {
    let start = position + 1
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\""), string() else { return false }
    let name = String(decoding: bytes[start..<position - 1], as: UTF8.self)
    skipSpace()
    guard take(UInt8(ascii: ":")) else { return false }
    skipSpace()
    return value(on: Self.after(.name(name), in: rest), depth: depth + 1)
  }

  private static func after(_ step: Step, in rest: ArraySlice<Step>?) -> ArraySlice<Step>? {
    rest?.first == step ? rest?.dropFirst() : nil
  }

  private mutating func string() -> Bool {
    position += 1
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      guard bytes[position] >= 0x20 else { return false }
      if bytes[position] == UInt8(ascii: "\\"), !escape() { return false }
      position += 1
    }
    return take(UInt8(ascii: "\""))
  }

  /// Ends on the escape's last byte.
  private mutating func escape() -> Bool {
    guard position + 1 < bytes.count else {
      position = bytes.count
      return false
    }
    guard "\"\\/bfnrtu".utf8.contains(bytes[position + 1]) else { return false }
    position += 1
    guard bytes[position] == UInt8(ascii: "u") else { return true }
    for _ in 0..<4 {
      position += 1
      guard position < bytes.count, Character(UnicodeScalar(bytes[position])).isHexDigit else { return false }
    }
    return true
  }

  private mutating func number() -> Bool {
    _ = take(UInt8(ascii: "-"))
    guard take(UInt8(ascii: "0")) || digits() else { return false }
    if take(UInt8(ascii: ".")), !digits() { return false }
    guard take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) else { return true }
    if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
    return digits()
  }

  private mutating func digits() -> Bool {
    let start = position
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
    return position > start
  }

  private mutating func word(_ word: StaticString) -> Bool {
    for byte in UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount) {
      guard take(byte) else { return false }
    }
    return true
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }
}
