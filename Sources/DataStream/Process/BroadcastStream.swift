public import StreamRecords
public import TaskRuntime

/// A stream of which every subtask of the next operator gets all records, to keep what they say as broadcast state.
public struct BroadcastStream<Record: StreamCodable, MapKey: StreamKey, Value: StreamCodable> {
  @usableFromInline let stream: DataStream<Record>
  @usableFromInline let descriptor: MapStateDescriptor<MapKey, Value>

  @inlinable init(_ stream: DataStream<Record>, _ descriptor: MapStateDescriptor<MapKey, Value>) {
    self.stream = stream
    self.descriptor = descriptor
  }
}

extension DataStream {
  /// Sends every record to all subtasks of the operator that it is connected to, which keeps a map of what it learns.
  ///
  /// ```swift
  /// let rules = MapStateDescriptor("rules", keys: String.self, values: Rule.self)
  /// actions.keyBy { $0.user }.connect(ruleStream.broadcast(rules)).process { try Evaluate($0) }.print()
  /// ```
  @inlinable public func broadcast<MapKey, Value>(
    _ descriptor: MapStateDescriptor<MapKey, Value>
  ) -> BroadcastStream<Record, MapKey, Value> { BroadcastStream(broadcast(), descriptor) }
}

/// The map that all subtasks of an operator keep of a broadcast stream; each has all of it.
///
/// It must be the same in all subtasks, so it is changed only for records of the broadcast stream, and in the same way
/// wherever they come to.
public struct BroadcastState<MapKey: StreamKey, Value: StreamCodable> {
  @usableFromInline let map: BroadcastMap<MapKey, Value>

  /// A state of an operator's subtask.
  @usableFromInline init<Key>(_ descriptor: MapStateDescriptor<MapKey, Value>, in store: KeyedStateStore<Key>) throws {
    map = BroadcastMap(descriptor.name, account: store.newAccount())
    try store.add(map)
  }

  /// The entry of a key; nil where there is none.
  @inlinable public subscript(key: MapKey) -> Value? {
    get { map.entries.pointee[key] }
    nonmutating set { map.change { $0[key] = newValue } }
  }

  /// All entries.
  @inlinable public var entries: [MapKey: Value] { map.entries.pointee }

  /// Forgets all entries.
  @inlinable public func clear() { map.change { $0 = [:] } }
}

/// A ``BroadcastState`` that cannot be changed, for the records of the other stream.
public struct ReadOnlyBroadcastState<MapKey: StreamKey, Value: StreamCodable> {
  @usableFromInline let state: BroadcastState<MapKey, Value>

  @inlinable init(_ state: BroadcastState<MapKey, Value>) { self.state = state }

  /// The entry of a key; nil where there is none.
  @inlinable public subscript(key: MapKey) -> Value? { state[key] }

  /// All entries.
  @inlinable public var entries: [MapKey: Value] { state.entries }
}
