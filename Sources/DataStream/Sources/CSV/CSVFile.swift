public import StreamRecords

extension StreamExecutionEnvironment {
  /// The rows of a CSV file, or of all files of a folder, as RFC 4180 has them, each made into a record.
  ///
  /// ```swift
  /// env.readCSV("/data/bids.csv", as: Bid.self) { row in
  ///   Bid(auction: try row.value("auction"), bidder: try row.value("bidder"))
  /// }.print()
  /// ```
  /// Files are found, cut and unpacked as by ``readTextFile(_:maxLineLength:)``. Empty lines are left out. A malformed row is
  /// one that `record` throws for, whose quotes are not where they may be, or that has not as many fields as the header. A
  /// quote opens a field only where a field begins. A header that lacks a column fails the job.
  /// - Parameters:
  ///   - header: whether each file begins with the names of its columns; where not, fields go by their places.
  ///   - separator: what is between fields, an ASCII character.
  ///   - multiline: whether fields in quotes may hold line feeds. Where they may, each file is read by one subtask, since
  ///     only from its beginning on one can tell quotes that open from quotes that close. A quote that is never closed makes
  ///     the line malformed that it is in, and no other.
  ///   - malformed: what becomes of malformed rows.
  ///   - maxLineLength: the longest row in bytes; a longer one is malformed.
  ///   - record: makes a record of a row.
  @inlinable public func readCSV<Record: StreamCodable>(
    _ path: String, as type: Record.Type = Record.self, header: Bool = true, separator: Unicode.Scalar = ",",
    multiline: Bool = false, malformed: MalformedPolicy = .fail, maxLineLength: Int = 64 << 20,
    _ record: @escaping @Sendable (borrowing CSVRow) throws -> Record
  ) -> DataStream<Record> {
    let format = CSVFormat(header: header, separator: separator, multiline: multiline, record)
    return fromSource(
      FileSource(path, format, maxLineLength: maxLineLength, malformed: malformed), name: "CSV File")
  }
}

/// The rows of CSV files as records.
public struct CSVFormat<Record: StreamCodable>: LineFormat {
  let options: CSVOptions
  @usableFromInline let record: @Sendable (borrowing CSVRow) throws -> Record

  /// See ``StreamExecutionEnvironment/readCSV(_:as:header:separator:multiline:malformed:maxLineLength:_:)``.
  public init(
    header: Bool = true, separator: Unicode.Scalar = ",", multiline: Bool = false,
    _ record: @escaping @Sendable (borrowing CSVRow) throws -> Record
  ) {
    options = CSVOptions(separator: separator, header: header, multiline: multiline)
    self.record = record
  }

  /// The separator, if fields in quotes may hold line feeds.
  public var quotedFieldSeparator: UInt8? {
    options.multiline ? UInt8(truncatingIfNeeded: options.separator.value) : nil
  }

  /// A parser that knows the names of the columns.
  @inlinable public func parser(firstLine: () throws -> [UInt8]?) throws -> CSVParser<Record> {
    CSVParser(rows: try rows(firstLine), record)
  }

  @usableFromInline func rows(_ firstLine: () throws -> [UInt8]?) throws -> CSVRows {
    try CSVRows(options, firstLine: firstLine)
  }
}

/// Parses the rows of a part of a CSV file.
public struct CSVParser<Record: StreamCodable>: LineParser {
  @usableFromInline var rows: CSVRows
  @usableFromInline let make: @Sendable (borrowing CSVRow) throws -> Record

  @usableFromInline init(rows: CSVRows, _ make: @escaping @Sendable (borrowing CSVRow) throws -> Record) {
    self.rows = rows
    self.make = make
  }

  /// The record of a row; nil for the header and for an empty line.
  @inlinable public mutating func record(of line: TextLine) throws -> Record? {
    guard let row = try rows.row(of: line) else { return nil }
    return try make(row)
  }
}
