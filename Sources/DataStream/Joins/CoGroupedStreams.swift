public import StreamRecords

extension DataStream {
  /// Brings the records of two streams together that have the same key and are in the same window, as two groups.
  ///
  /// ```swift
  /// auctions.coGroup(bids).where { $0.id }.equalTo { $0.auction }.window(.tumbling(.seconds(10)))
  ///   .apply { auctions, bids, out in out.emit("\(auctions.count) auctions, \(bids.count) bids") }
  /// ```
  /// Either group may be empty, but not both. Both streams need timestamps and watermarks for windows of event time.
  @inlinable public func coGroup<Other: StreamCodable>(_ other: DataStream<Other>) -> CoGroupedStreams<Record, Other> {
    CoGroupedStreams(first: self, second: other)
  }
}

/// Two streams that come together by key and window, the first of which has to be told its key.
public struct CoGroupedStreams<First: StreamCodable, Second: StreamCodable> {
  @usableFromInline let first: DataStream<First>
  @usableFromInline let second: DataStream<Second>

  @inlinable init(first: DataStream<First>, second: DataStream<Second>) {
    self.first = first
    self.second = second
  }

  /// The key of the first stream's records.
  @inlinable public func `where`<Key: StreamKey>(_ key: @escaping @Sendable (First) throws -> Key) -> Where<Key> {
    Where(streams: self, key: key)
  }

  /// Two streams of which the second has to be told its key.
  public struct Where<Key: StreamKey> {
    @usableFromInline let streams: CoGroupedStreams
    @usableFromInline let key: @Sendable (First) throws -> Key

    @inlinable init(streams: CoGroupedStreams, key: @escaping @Sendable (First) throws -> Key) {
      self.streams = streams
      self.key = key
    }

    /// The key of the second stream's records.
    @inlinable public func equalTo(_ other: @escaping @Sendable (Second) throws -> Key) -> EqualTo<Key> {
      EqualTo(keyed: streams.keyed(by: key, other))
    }
  }

  /// Two streams that have to be told their windows.
  public struct EqualTo<Key: StreamKey> {
    @usableFromInline let keyed: KeyedStream<TaggedUnion<First, Second>, Key>

    @inlinable init(keyed: KeyedStream<TaggedUnion<First, Second>, Key>) { self.keyed = keyed }

    /// The windows that the records of both streams are in.
    @inlinable public func window(
      _ assigner: WindowAssigner<TaggedUnion<First, Second>>
    ) -> CoGroupedWindows<First, Second, Key, DefaultTrigger<TaggedUnion<First, Second>>> {
      CoGroupedWindows(keyed.window(assigner))
    }
  }

  @inlinable func keyed<Key: StreamKey>(
    by firstKey: @escaping @Sendable (First) throws -> Key, _ secondKey: @escaping @Sendable (Second) throws -> Key
  ) -> KeyedStream<TaggedUnion<First, Second>, Key> {
    let names = TaggedUnionParts.names
    let tagged = first.map { TaggedUnion<First, Second>.first($0) }.setParallelism(of: first).name(names[0])
    let other = second.map { TaggedUnion<First, Second>.second($0) }.setParallelism(of: second).name(names[1])
    return tagged.union(other).keyBy { record in
      switch record {
      case .first(let first): try firstKey(first)
      case .second(let second): try secondKey(second)
      }
    }
  }
}
