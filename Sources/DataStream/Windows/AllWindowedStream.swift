public import StreamRecords

extension DataStream {
  /// Gathers all records of the stream in windows, whatever their keys. One subtask does it all.
  ///
  /// ```swift
  /// bids.windowAll(.tumbling(.seconds(10))).max { $0.price }.print()
  /// ```
  /// See ``KeyedStream/window(_:)``.
  @inlinable public func windowAll(
    _ assigner: WindowAssigner<Record>
  ) -> AllWindowedStream<Record, DefaultTrigger<Record>> {
    AllWindowedStream(keyBy { _ in 0 }.window(assigner))
  }
}

/// A stream whose records are gathered in windows, all together.
public struct AllWindowedStream<Record: StreamCodable, Triggering: Trigger> where Triggering.Record == Record {
  /// All records have the same key.
  @usableFromInline let windowed: WindowedStream<Record, UInt8, Triggering>

  @inlinable init(_ windowed: WindowedStream<Record, UInt8, Triggering>) { self.windowed = windowed }

  /// See ``WindowedStream/trigger(_:)``.
  @inlinable public func trigger<Other: Trigger>(_ trigger: Other) -> AllWindowedStream<Record, Other>
  where Other.Record == Record {
    AllWindowedStream<Record, Other>(windowed.trigger(trigger))
  }

  /// See ``WindowedStream/evictor(_:)``.
  @inlinable public func evictor(_ evictor: some Evictor<Record>) -> AllWindowedStream {
    AllWindowedStream(windowed.evictor(evictor))
  }

  /// See ``WindowedStream/allowedLateness(_:)``.
  @inlinable public func allowedLateness(_ lateness: Duration) -> AllWindowedStream {
    AllWindowedStream(windowed.allowedLateness(lateness))
  }

  /// See ``WindowedStream/sideOutputLateData(_:)``.
  @inlinable public func sideOutputLateData(_ tag: OutputTag<Record>) -> AllWindowedStream {
    AllWindowedStream(windowed.sideOutputLateData(tag))
  }
}
