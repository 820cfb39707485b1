public import StreamRecords
public import TaskRuntime

extension DataStream {
  /// Joins two streams: every pair of records that have the same key and are in the same window.
  ///
  /// ```swift
  /// auctions.join(bids).where { $0.id }.equalTo { $0.auction }.window(.tumbling(.seconds(10)))
  ///   .apply { auction, bid in "\(auction.item): \(bid.price)" }
  /// ```
  /// It is an inner join. Pairs have the last millisecond of the window as their timestamp. Both streams need timestamps and
  /// watermarks for windows of event time.
  @inlinable public func join<Other: StreamCodable>(_ other: DataStream<Other>) -> JoinedStreams<Record, Other> {
    JoinedStreams(groups: coGroup(other))
  }
}

/// Two streams that are joined by key and window, the first of which has to be told its key.
public struct JoinedStreams<First: StreamCodable, Second: StreamCodable> {
  @usableFromInline let groups: CoGroupedStreams<First, Second>

  @inlinable init(groups: CoGroupedStreams<First, Second>) { self.groups = groups }

  /// The key of the first stream's records.
  @inlinable public func `where`<Key: StreamKey>(_ key: @escaping @Sendable (First) throws -> Key) -> Where<Key> {
    Where(groups: groups.where(key))
  }

  /// Two streams of which the second has to be told its key.
  public struct Where<Key: StreamKey> {
    @usableFromInline let groups: CoGroupedStreams<First, Second>.Where<Key>

    @inlinable init(groups: CoGroupedStreams<First, Second>.Where<Key>) { self.groups = groups }

    /// The key of the second stream's records.
    @inlinable public func equalTo(_ other: @escaping @Sendable (Second) throws -> Key) -> EqualTo<Key> {
      EqualTo(groups: groups.equalTo(other))
    }
  }

  /// Two streams that have to be told their windows.
  public struct EqualTo<Key: StreamKey> {
    @usableFromInline let groups: CoGroupedStreams<First, Second>.EqualTo<Key>

    @inlinable init(groups: CoGroupedStreams<First, Second>.EqualTo<Key>) { self.groups = groups }

    /// The windows that the records of both streams are in.
    @inlinable public func window(
      _ assigner: WindowAssigner<TaggedUnion<First, Second>>
    ) -> JoinedWindows<First, Second, Key, DefaultTrigger<TaggedUnion<First, Second>>> {
      JoinedWindows(groups: groups.window(assigner))
    }
  }
}

/// Two streams that are joined by key and window.
public struct JoinedWindows<First: StreamCodable, Second: StreamCodable, Key: StreamKey, Triggering: Trigger>
where Triggering.Record == TaggedUnion<First, Second> {
  @usableFromInline let groups: CoGroupedWindows<First, Second, Key, Triggering>

  @inlinable init(groups: CoGroupedWindows<First, Second, Key, Triggering>) { self.groups = groups }

  /// See ``WindowedStream/trigger(_:)``.
  @inlinable public func trigger<Other: Trigger>(_ trigger: Other) -> JoinedWindows<First, Second, Key, Other>
  where Other.Record == TaggedUnion<First, Second> {
    JoinedWindows<First, Second, Key, Other>(groups: groups.trigger(trigger))
  }

  /// See ``WindowedStream/evictor(_:)``.
  @inlinable public func evictor(_ evictor: some Evictor<TaggedUnion<First, Second>>) -> JoinedWindows {
    JoinedWindows(groups: groups.evictor(evictor))
  }

  /// See ``WindowedStream/allowedLateness(_:)``.
  @inlinable public func allowedLateness(_ lateness: Duration) -> JoinedWindows {
    JoinedWindows(groups: groups.allowedLateness(lateness))
  }

  /// Emits one record for each pair; Flink's `JoinFunction`. An error that `join` throws fails the job.
  ///
  /// ```swift
  /// .apply { auction, bid in "\(auction.item): \(bid.price)" }
  /// ```
  @inlinable public func apply<Out: StreamCodable>(
    _ join: @escaping @Sendable (First, Second) throws -> Out
  ) -> DataStream<Out> {
    apply { first, second, out in out.emit(try join(first, second)) }
  }

  /// Hands each pair to `join`, which emits what it likes; Flink's `FlatJoinFunction`.
  ///
  /// ```swift
  /// .apply { auction, bid, out in if bid.price > auction.reserve { out.emit(bid) } }
  /// ```
  @inlinable public func apply<Out: StreamCodable>(
    _ join: @escaping @Sendable (First, Second, inout Emitter<Out>) throws -> Void
  ) -> DataStream<Out> {
    groups.windowed.process { _, _, records, out in
      let second = records.compactMap { if case .second(let record) = $0 { record } else { nil } }
      guard !second.isEmpty else { return }
      for case .first(let first) in records { for second in second { try join(first, second, &out) } }
    }.name("Window Join").with(parts: TaggedUnionParts.names, of: groups.windowed.keyed.stream)
  }
}
