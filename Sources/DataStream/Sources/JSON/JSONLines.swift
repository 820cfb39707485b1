import FoundationEssentials
public import StreamRecords

/// The lines of JSON-lines files as values.
public struct JSONLines<Record: StreamCodable & Decodable>: LineFormat {
  private let dates: JSONDates

  /// A format of lines that are `Record` each.
  public init(_ type: Record.Type = Record.self, dates: JSONDates = .iso8601) { self.dates = dates }

  /// A parser of its own for every part of a file.
  public func parser(firstLine: () throws -> [UInt8]?) -> JSONLineParser<Record> { JSONLineParser(dates) }
}

/// Parses JSON, one value per line.
public struct JSONLineParser<Record: StreamCodable & Decodable>: LineParser {
  private let decoder = JSONDecoder()

  init(_ dates: JSONDates) { decoder.dateDecodingStrategy = dates.decoding }

  /// The value of a line; nil for a line of nothing but spaces.
  public func record(of line: TextLine) throws -> Record? {
    if line.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return nil }
    do {
      return try decoder.decode(Record.self, from: Data(line.bytes))
    } catch let error as DecodingError {
      let complaint = JSONComplaint(error, in: line.bytes)
      throw line.malformed(complaint.text, at: complaint.offset)
    }
  }
}
