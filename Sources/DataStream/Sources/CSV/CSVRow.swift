import StreamRecords

/// A column of a CSV file, by its place or by its name in the header: `0` or `"price"`.
public enum CSVColumn: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, Sendable {
  /// From 0 on.
  case index(Int)
  /// As the header spells it.
  case name(String)

  /// A place.
  public init(integerLiteral index: Int) { self = .index(index) }
  /// A name.
  public init(stringLiteral name: String) { self = .name(name) }
}

/// One row of a CSV file; lives as long as the closure that makes a record of it.
///
/// ```swift
/// env.readCSV("/data/bids.csv", as: Bid.self) { row in
///   Bid(auction: try row.value("auction"), bidder: try row.value("bidder"))
/// }
/// ```
public struct CSVRow: ~Copyable {
  private let line: TextLine
  private let fields: [CSVField]
  /// By name; empty where the file has no header.
  private let columns: [String: Int]

  init(line: TextLine, fields: [CSVField], columns: [String: Int]) {
    self.line = line
    self.fields = fields
    self.columns = columns
  }

  /// How many fields there are.
  public var count: Int { fields.count }

  /// A field as text; what is not UTF-8 reads as U+FFFD.
  /// - Throws: an error that names the place, where there is no such field.
  public func text(_ column: CSVColumn) throws -> String { text(of: try field(column)) }

  /// A field as what it stands for, such as an `Int`, a `Double` or a `String`.
  ///
  /// ```swift
  /// let price: Double = try row.value("price")
  /// ```
  /// - Throws: an error that names the place, where there is no such field, or it is no such value.
  @inlinable public func value<Value: LosslessStringConvertible>(
    _ column: CSVColumn, as type: Value.Type = Value.self
  ) throws -> Value {
    let text = try text(column)
    guard let value = Value(text) else { throw malformed(column, text, "\(Value.self)") }
    return value
  }

  /// As ``value(_:as:)``, but nil where the field is empty.
  @inlinable public func optional<Value: LosslessStringConvertible>(
    _ column: CSVColumn, as type: Value.Type = Value.self
  ) throws -> Value? {
    try isEmpty(column) ? nil : try value(column, as: type)
  }

  /// Whether nothing stands in a field.
  /// - Throws: an error that names the place, where there is no such field.
  public func isEmpty(_ column: CSVColumn) throws -> Bool { try field(column).isEmpty }

  private func field(_ column: CSVColumn) throws -> CSVField {
    switch column {
    case .index(let index):
      if fields.indices.contains(index) { return fields[index] }
      throw line.malformed("there is no field \(index), the row has \(fields.count)")
    case .name(let name):
      if let index = columns[name] { return fields[index] }
      let reason = columns.isEmpty ? "the file is read without a header" : "the header has no such column"
      throw line.malformed("there is no field '\(name)': \(reason)")
    }
  }

  private func text(of field: CSVField) -> String {
    guard let base = line.bytes.baseAddress else { return "" }
    let bytes = UnsafeRawBufferPointer(start: base + field.start, count: field.end - field.start)
    return field.hasDoubledQuotes ? CSVField.undoubled(bytes) : String(utf8: bytes)
  }

  @usableFromInline func malformed(_ column: CSVColumn, _ text: String, _ expected: String) -> any Error {
    let name =
      switch column {
      case .index(let index): "\(index)"
      case .name(let name): "'\(name)'"
      }
    let start = (try? field(column).start) ?? 0
    return line.malformed("field \(name): '\(text.prefix(50))' is no \(expected)", at: start)
  }
}
