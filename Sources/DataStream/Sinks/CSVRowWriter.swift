import DreyModel
public import StreamRecords

/// A row of a CSV file that is being written; lives as long as the closure that it is handed to.
public struct CSVRowWriter: ~Copyable {
  private let bytes: UnsafeMutablePointer<ByteWriter>
  private let separator: UInt8
  private let start: Int
  private var count = 0

  private init(_ bytes: UnsafeMutablePointer<ByteWriter>, separator: UInt8) {
    self.bytes = bytes
    self.separator = separator
    start = bytes.pointee.count
  }

  /// Appends the row that `body` makes, and its end.
  @usableFromInline static func write(
    into bytes: inout ByteWriter, separator: Unicode.Scalar, _ body: (inout CSVRowWriter) throws -> Void
  ) throws {
    let separator = try CSVOptions.check(separator)
    try withUnsafeMutablePointer(to: &bytes) { pointer in
      var row = CSVRowWriter(pointer, separator: separator)
      try body(&row)
      // An empty line would not be read as a row.
      if row.count == 1, pointer.pointee.count == row.start { pointer.pointee.text("\"\"") }
      pointer.pointee.integer(0x0A as UInt8)
    }
  }

  /// The bytes of a header; none where it has no columns, or the separator is none: rows say so.
  @usableFromInline static func header(_ columns: [String], separator: Unicode.Scalar) -> [UInt8] {
    var bytes = ByteWriter()
    let isWritten: Void? = try? write(into: &bytes, separator: separator) { row in
      for column in columns { row.append(column) }
    }
    return columns.isEmpty || isWritten == nil ? [] : bytes.withBytes { Array($0) }
  }

  /// Appends a field as `"\(value)"`.
  public mutating func append(_ value: some CustomStringConvertible) { append("\(value)") }

  /// Appends a field as `"\(value)"`, or an empty one.
  public mutating func append(_ value: (some CustomStringConvertible)?) { append(value.map { "\($0)" } ?? "") }

  /// Appends a field.
  public mutating func append(_ text: String) {
    if count > 0 { bytes.pointee.integer(separator) }
    count += 1
    var text = text
    text.withUTF8 { utf8 in
      let needsQuotes = utf8.contains { $0 == separator || $0 == CSVField.quote || $0 == 0x0A || $0 == 0x0D }
      if needsQuotes { appendQuoted(utf8) } else { bytes.pointee.bytes(UnsafeRawBufferPointer(utf8)) }
    }
  }

  private func appendQuoted(_ utf8: UnsafeBufferPointer<UInt8>) {
    bytes.pointee.integer(CSVField.quote)
    for byte in utf8 {
      bytes.pointee.integer(byte)
      if byte == CSVField.quote { bytes.pointee.integer(byte) }
    }
    bytes.pointee.integer(CSVField.quote)
  }
}
