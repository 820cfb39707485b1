/// Where in a row a field is, without the quotes around it.
@usableFromInline
struct CSVField: Equatable {
  var start: Int
  var end: Int
  /// Whether quotes in it are written twice.
  var hasDoubledQuotes = false

  var isEmpty: Bool { start == end }

  static let quote = UInt8(ascii: "\"")

  /// The text of a field whose quotes are written twice.
  /// - Returns: nil if it is not UTF-8.
  static func undoubled(_ bytes: UnsafeRawBufferPointer) -> String? {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var wasQuote = false
    for byte in bytes {
      wasQuote = byte == quote && !wasQuote
      if wasQuote || byte != quote { result.append(byte) }
    }
    return String(validating: result, as: UTF8.self)
  }
}
