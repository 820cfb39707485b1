public import StreamRecords
public import TaskRuntime

/// Two streams that come together by key and window.
public struct CoGroupedWindows<First: StreamCodable, Second: StreamCodable, Key: StreamKey, Triggering: Trigger>
where Triggering.Record == TaggedUnion<First, Second> {
  @usableFromInline let windowed: WindowedStream<TaggedUnion<First, Second>, Key, Triggering>

  @inlinable init(_ windowed: WindowedStream<TaggedUnion<First, Second>, Key, Triggering>) { self.windowed = windowed }

  /// See ``WindowedStream/trigger(_:)``.
  @inlinable public func trigger<Other: Trigger>(_ trigger: Other) -> CoGroupedWindows<First, Second, Key, Other>
  where Other.Record == TaggedUnion<First, Second> {
    CoGroupedWindows<First, Second, Key, Other>(windowed.trigger(trigger))
  }

  /// See ``WindowedStream/evictor(_:)``.
  @inlinable public func evictor(_ evictor: some Evictor<TaggedUnion<First, Second>>) -> CoGroupedWindows {
    CoGroupedWindows(windowed.evictor(evictor))
  }

  /// See ``WindowedStream/allowedLateness(_:)``.
  @inlinable public func allowedLateness(_ lateness: Duration) -> CoGroupedWindows {
    CoGroupedWindows(windowed.allowedLateness(lateness))
  }

  /// Hands both groups of each key and window to `coGroup`, which emits what it likes. Late records are dropped.
  ///
  /// ```swift
  /// .apply { auctions, bids, out in if bids.isEmpty { for auction in auctions { out.emit(auction.id) } } }
  /// ```
  /// Each group is in the order in which its records came. An error that `coGroup` throws fails the job.
  @inlinable public func apply<Out: StreamCodable>(
    _ coGroup:
      @escaping @Sendable (
        _ first: [First], _ second: [Second], _ out: inout Emitter<Out>
      ) throws -> Void
  ) -> DataStream<Out> {
    windowed.process { _, _, records, out in
      var (first, second): ([First], [Second]) = ([], [])
      for record in records {
        switch record {
        case .first(let record): first.append(record)
        case .second(let record): second.append(record)
        }
      }
      try coGroup(first, second, &out)
    }.name("Window CoGroup").with(parts: TaggedUnionParts.names, of: windowed.keyed.stream)
  }
}
