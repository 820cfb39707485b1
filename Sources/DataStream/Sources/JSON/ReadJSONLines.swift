public import StreamRecords

extension StreamExecutionEnvironment {
  /// The values of a file of JSON lines, one value per line, or of all such files of a folder.
  ///
  /// ```swift
  /// struct Bid: Codable, StreamCodable { var auction: Int; var bidder: String }
  /// env.readJSONLines("/data/bids.jsonl", as: Bid.self).print()
  /// ```
  /// Files are found, cut and unpacked as by ``readTextFile(_:maxLineLength:)``. Lines of nothing but spaces are left out. A malformed line is
  /// one that is not JSON or UTF-8, or holds something else than a `Record`.
  /// - Parameters:
  ///   - dates: how a `Date` is spelled; unless that is chosen, as text such as `"2026-12-01T10:15:30Z"`.
  ///   - malformed: what becomes of malformed lines.
  ///   - maxLineLength: the longest line in bytes; a longer one is malformed.
  @inlinable public func readJSONLines<Record: StreamCodable & Decodable>(
    _ path: String, as type: Record.Type = Record.self, dates: JSONDates = .iso8601,
    malformed: MalformedPolicy = .fail, maxLineLength: Int = 64 << 20
  ) -> DataStream<Record> {
    let source = FileSource(path, JSONLines(type, dates: dates), maxLineLength: maxLineLength, malformed: malformed)
    return fromSource(source, name: "JSON Lines")
  }
}
