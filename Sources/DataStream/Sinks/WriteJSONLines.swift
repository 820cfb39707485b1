import FoundationEssentials
import StreamRecords

extension DataStream where Record: Encodable {
  /// Writes every record as a line of JSON; the folder and its files are as those of ``writeText(_:maxPartSize:)``.
  ///
  /// ```swift
  /// bids.writeJSONLines("/data/bids")  // {"auction":7,"bidder":"ann"}
  /// ```
  /// The names in an object are sorted. What JSON has no word for, such as a number that is not finite, fails the job.
  /// - Parameter dates: how a `Date` is spelled; unless that is chosen, as text such as `"2026-12-01T10:15:30.25Z"`, to the
  ///   microsecond, which is what ``StreamExecutionEnvironment/readJSONLines(_:as:dates:malformed:maxLineLength:)`` reads.
  @discardableResult public func writeJSONLines(
    _ path: String, dates: JSONDates = .iso8601, maxPartSize: Int? = nil
  ) -> DataStreamSink {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = dates.encoding
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let sink = FileSink<Record>(path, maxPartSize: maxPartSize) { record, bytes in
      try encoder.encode(record).withUnsafeBytes { bytes.bytes($0) }
      bytes.integer(0x0A as UInt8)
    }
    return sinkTo(sink, name: "JSON Lines")
  }
}
