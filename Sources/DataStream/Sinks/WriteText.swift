public import StreamRecords

extension DataStream {
  /// Writes every record as a line into a folder, which gets one file per subtask: `part-0`, `part-1`, …
  ///
  /// ```swift
  /// env.fromCollection([1, 2]).writeText("/data/numbers")
  /// ```
  /// The files can be seen when all of them are whole; of a job that fails nobody sees any. A folder that holds parts
  /// already is refused.
  /// - Parameter maxPartSize: where set, a file of so many bytes is finished and the next one begun: `part-0-0`, `part-0-1`…
  @discardableResult @inlinable public func writeText(_ path: String, maxPartSize: Int? = nil) -> DataStreamSink {
    let sink = FileSink<Record>(path, maxPartSize: maxPartSize) { record, bytes in
      bytes.text(record as? String ?? "\(record)")
      bytes.integer(0x0A as UInt8)
    }
    return sinkTo(sink, name: "Text File")
  }
}

extension ByteWriter {
  /// Appends text as UTF-8.
  @inlinable public mutating func text(_ text: consuming String) {
    text.withUTF8 { bytes(UnsafeRawBufferPointer($0)) }
  }
}
