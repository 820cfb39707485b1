public import StreamRecords

/// Two streams that have the same kind of key: what both have of one key comes to the same subtask.
public struct KeyedConnectedStreams<First: StreamCodable, Second: StreamCodable, Key: StreamKey> {
  @usableFromInline let streams: ConnectedStreams<First, Second>
  @usableFromInline let key1: @Sendable (First) throws -> Key
  @usableFromInline let key2: @Sendable (Second) throws -> Key

  @inlinable init(_ first: KeyedStream<First, Key>, _ second: KeyedStream<Second, Key>) {
    streams = ConnectedStreams(first: first.stream, second: second.stream)
    (key1, key2) = (first.key, second.key)
  }
}

extension KeyedStream {
  /// Brings another stream with the same kind of key to the same operator.
  ///
  /// ```swift
  /// orders.keyBy { $0.id }.connect(payments.keyBy { $0.order }).process { try Match($0) }.print()
  /// ```
  @inlinable public func connect<Other: StreamCodable>(
    _ other: KeyedStream<Other, Key>
  ) -> KeyedConnectedStreams<Record, Other, Key> { KeyedConnectedStreams(self, other) }
}

extension ConnectedStreams {
  /// Brings what both streams have of one key together in one subtask.
  ///
  /// ```swift
  /// orders.connect(payments).keyBy({ $0.id }, { $0.order }).process { try Match($0) }.print()
  /// ```
  @inlinable public func keyBy<Key: StreamKey>(
    _ key1: @escaping @Sendable (First) throws -> Key, _ key2: @escaping @Sendable (Second) throws -> Key
  ) -> KeyedConnectedStreams<First, Second, Key> {
    KeyedConnectedStreams(first.keyBy(key1), second.keyBy(key2))
  }
}
