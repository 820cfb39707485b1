public import StreamRecords

extension DataStream {
  /// Gathers all records of the stream in windows, whatever their keys. One subtask does it all.
  ///
  /// ```swift
  /// bids.windowAll(.tumbling(.seconds(10))).max { $0.price }.print()
  /// ```
  /// See ``KeyedStream/window(_:)``.
  @inlinable public func windowAll(_ assigner: WindowAssigner<Record>) -> AllWindowedStream<Record> {
    AllWindowedStream(keyBy { _ in 0 }.window(assigner))
  }
}

/// A stream whose records are gathered in windows, all together.
public struct AllWindowedStream<Record: StreamCodable> {
  /// All records have the same key.
  @usableFromInline let windowed: WindowedStream<Record, UInt8>

  @inlinable init(_ windowed: WindowedStream<Record, UInt8>) { self.windowed = windowed }

  /// See ``WindowedStream/allowedLateness(_:)``.
  @inlinable public func allowedLateness(_ lateness: Duration) -> AllWindowedStream {
    AllWindowedStream(windowed.allowedLateness(lateness))
  }

  /// See ``WindowedStream/sideOutputLateData(_:)``.
  @inlinable public func sideOutputLateData(_ tag: OutputTag<Record>) -> AllWindowedStream {
    AllWindowedStream(windowed.sideOutputLateData(tag))
  }
}
