/// Makes rows of lines: keeps the header, leaves out empty lines.
@usableFromInline
struct CSVRows {
  private let splitter: CSVSplitter
  private let hasHeader: Bool
  /// By name; nil before the header was read.
  private var columns: [String: Int]?
  private var fields: [CSVField] = []

  init(_ options: CSVOptions, firstLine: () throws -> [UInt8]?) throws {
    let separator = options.separator
    guard separator.isASCII, !["\"", "\n", "\r"].contains(separator) else {
      throw Failure(
        .user, "CSV files cannot be separated by '\(separator)'", advice: "It has to be one ASCII character.",
        isPermanent: true)
    }
    splitter = CSVSplitter(separator: UInt8(truncatingIfNeeded: separator.value))
    hasHeader = options.header
    guard hasHeader, let header = try firstLine() else { return }
    try header.withUnsafeBytes { try readHeader(TextLine($0, offset: 0).withoutByteOrderMark) }
  }

  /// - Returns: nil where the line holds no row.
  /// - Throws: ``MalformedLine``
  @usableFromInline mutating func row(of raw: TextLine) throws -> CSVRow? {
    let line = raw.withoutByteOrderMark
    if hasHeader, raw.offset == 0 {
      try readHeader(line)
      return nil
    }
    if line.bytes.isEmpty { return nil }
    try splitter.split(line, into: &fields)
    if let columns, fields.count != columns.count {
      throw line.malformed("the row has \(fields.count) fields, the header \(columns.count)")
    }
    return CSVRow(line: line, fields: fields, columns: columns ?? [:])
  }

  private mutating func readHeader(_ line: TextLine) throws {
    do {
      try splitter.split(line, into: &fields)
    } catch {
      throw error.inHeader
    }
    let row = CSVRow(line: line, fields: fields, columns: [:])
    var names: [String: Int] = [:]
    for index in fields.indices {
      let name = try row.text(.index(index))
      guard names.updateValue(index, forKey: name) == nil else {
        throw line.malformed("two columns are named '\(name)'", at: fields[index].start).inHeader
      }
    }
    columns = names
  }
}
