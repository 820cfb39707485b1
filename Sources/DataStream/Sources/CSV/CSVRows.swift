/// Makes rows of lines: keeps the header, leaves out empty lines.
@usableFromInline
struct CSVRows {
  private let splitter: CSVSplitter
  private let hasHeader: Bool
  /// By name; nil before the header was read.
  private var columns: [String: Int]?
  private var fields: [CSVField] = []

  init(_ options: CSVOptions, firstLine: () throws -> [UInt8]?) throws {
    splitter = CSVSplitter(separator: try CSVOptions.check(options.separator), multiline: options.multiline)
    hasHeader = options.header
    guard hasHeader, let header = try firstLine() else { return }
    try header.withUnsafeBytes { try readHeader($0) }
  }

  /// - Returns: nil where the line holds no row.
  /// - Throws: ``MalformedLine``
  @usableFromInline mutating func row(of line: TextLine) throws -> CSVRow? {
    if hasHeader, line.isFirst {
      try readHeader(line.bytes)
      return nil
    }
    if line.bytes.isEmpty { return nil }
    try splitter.split(line, into: &fields)
    if let columns, fields.count != columns.count {
      throw line.malformed("the row has \(fields.count) fields, the header \(columns.count)")
    }
    return CSVRow(line: line, fields: fields, columns: columns)
  }

  /// - Throws: ``MalformedLine`` that concerns the file.
  private mutating func readHeader(_ bytes: UnsafeRawBufferPointer) throws(MalformedLine) {
    // Places in it count from where its text begins, since a later part of the file knows no more.
    let line = TextLine(bytes, offset: 0, isFirst: true)
    var names: [String: Int] = [:]
    do throws(MalformedLine) {
      try splitter.split(line, into: &fields)
      for index in fields.indices {
        let name = try CSVRow(line: line, fields: fields, columns: nil).text(.index(index))
        guard names.updateValue(index, forKey: name) == nil else {
          throw line.malformed("two columns are named '\(name)'", at: fields[index].start)
        }
      }
    } catch {
      throw .header(error.message, at: error.offset)
    }
    columns = names
  }
}
