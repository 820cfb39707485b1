public import StreamRecords

extension DataStream {
  /// Writes every record as a row of a CSV file; the folder and its files are as those of ``writeText(_:maxPartSize:)``.
  ///
  /// ```swift
  /// bids.writeCSV("/data/bids", header: ["auction", "price"]) { bid, row in
  ///   row.append(bid.auction)
  ///   row.append(bid.price)
  /// }
  /// ```
  /// Fields are put into quotes where that is necessary. Where they hold line feeds, the files have to be read with
  /// `multiline: true`.
  /// - Parameters:
  ///   - header: begins each file; none where it is empty.
  ///   - separator: what is between fields, an ASCII character.
  @discardableResult @inlinable public func writeCSV(
    _ path: String, header: [String] = [], separator: Unicode.Scalar = ",", maxPartSize: Int? = nil,
    _ row: @escaping @Sendable (Record, inout CSVRowWriter) throws -> Void
  ) -> DataStreamSink {
    let first = CSVRowWriter.header(header, separator: separator)
    let sink = FileSink<Record>(path, maxPartSize: maxPartSize, header: first) { record, bytes in
      try CSVRowWriter.write(into: &bytes, separator: separator) { try row(record, &$0) }
    }
    return sinkTo(sink, name: "CSV File")
  }
}
