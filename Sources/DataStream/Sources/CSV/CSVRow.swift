import Glibc
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
  /// By name; nil if the file has no header.
  private let columns: [String: Int]?

  init(line: TextLine, fields: [CSVField], columns: [String: Int]?) {
    self.line = line
    self.fields = fields
    self.columns = columns
  }

  /// How many fields there are.
  public var count: Int { fields.count }

  /// A field as text.
  /// - Throws: an error that names the place, if there is no such field or it is not UTF-8.
  public func text(_ column: CSVColumn) throws(MalformedLine) -> String {
    let field = try field(column)
    guard let text = text(of: field) else {
      throw line.malformed("field \(name(column)) is not UTF-8", at: field.start)
    }
    return text
  }

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

  /// A field that a header lacks is missing in all rows.
  private func field(_ column: CSVColumn) throws(MalformedLine) -> CSVField {
    switch (column, columns) {
    case (.index(let index), _) where fields.indices.contains(index): return fields[index]
    case (.index(let index), nil): throw line.malformed("there is no field \(index), the row has \(fields.count)")
    case (.index(let index), let columns?):
      throw .header("there is no column \(index), the header has \(columns.count)")
    case (.name(let name), nil):
      throw .header("there is no field '\(name)': the file is read without a header")
    case (.name(let name), let columns?):
      if let index = columns[name] { return fields[index] }
      let names = columns.sorted { $0.value < $1.value }.map { "'\($0.key)'" }.joined(separator: ", ")
      throw .header("the header has no column '\(name)', but \(names)")
    }
  }

  private func text(of field: CSVField) -> String? {
    guard let base = line.bytes.baseAddress else { return "" }
    let bytes = UnsafeRawBufferPointer(start: base + field.start, count: field.end - field.start)
    if field.hasDoubledQuotes { return CSVField.undoubled(bytes) }
    // Faster than validating for what is short, as fields are.
    var text = String(utf8: bytes)
    let isWhole = text.withUTF8 { utf8 in
      guard let start = utf8.baseAddress, let field = bytes.baseAddress else { return utf8.count == bytes.count }
      return utf8.count == bytes.count && memcmp(start, field, bytes.count) == 0
    }
    return isWhole ? text : nil
  }

  private func name(_ column: CSVColumn) -> String {
    switch column {
    case .index(let index): "\(index)"
    case .name(let name): "'\(name)'"
    }
  }

  @usableFromInline func malformed(_ column: CSVColumn, _ text: String, _ expected: String) -> any Error {
    let start = (try? field(column).start) ?? 0
    return line.malformed("field \(name(column)): '\(text.prefix(50))' is no \(expected)", at: start)
  }
}
