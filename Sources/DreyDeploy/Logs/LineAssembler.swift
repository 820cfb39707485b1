/// Cuts a stream of bytes into whole lines, so that lines of several streams can be mixed without tearing any.
struct LineAssembler {
  /// A line that is longer is passed on in pieces, so that memory is bounded.
  private let longestLine: Int
  private var rest: [UInt8] = []

  init(longestLine: Int = 16 << 20) { self.longestLine = longestLine }

  /// Adds bytes; returns all lines that are complete now, with their newlines.
  mutating func add(_ bytes: [UInt8]) -> [UInt8] {
    guard let last = bytes.lastIndex(of: UInt8(ascii: "\n")) else {
      rest += bytes
      guard rest.count > longestLine else { return [] }
      defer { rest = [] }
      return rest
    }
    let whole = rest + bytes[...last]
    rest = Array(bytes[(last + 1)...])
    return whole
  }

  /// What follows the last newline, with a newline added; nothing if there is nothing.
  mutating func finish() -> [UInt8] {
    defer { rest = [] }
    return rest.isEmpty ? [] : rest + [UInt8(ascii: "\n")]
  }
}
