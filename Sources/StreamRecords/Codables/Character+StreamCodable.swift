extension Character: StreamCodable {
  /// The character as a string of its own.
  public static func put(_ value: Character, into writer: inout ByteWriter) { String.put(String(value), into: &writer) }

  /// Reads back what ``put(_:into:)`` wrote; no character or more than one is malformed.
  public static func get(from reader: inout ByteReader) -> Character {
    let text = String.get(from: &reader)
    if let first = text.first, text.index(after: text.startIndex) == text.endIndex { return first }
    reader.fail()
    return "\u{FFFD}"
  }
}
