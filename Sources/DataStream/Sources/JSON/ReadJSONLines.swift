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
  ///   - malformed: what becomes of malformed lines.
  ///   - maxLineLength: the longest line in bytes; a longer one is malformed.
  @inlinable public func readJSONLines<Record: StreamCodable & Decodable>(
    _ path: String, as type: Record.Type = Record.self, malformed: MalformedPolicy = .fail,
    maxLineLength: Int = 64 << 20
  ) -> DataStream<Record> {
    let source = FileSource(path, JSONLines(type), maxLineLength: maxLineLength, malformed: malformed)
    return fromSource(source, name: "JSON Lines")
  }
}
