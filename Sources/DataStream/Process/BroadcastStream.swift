public import StreamRecords

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
  @usableFromInline let box: FunctionBox<[MapKey: Value]>

  @inlinable init(_ box: FunctionBox<[MapKey: Value]>) { self.box = box }

  /// The entry of a key; nil where there is none.
  @inlinable public subscript(key: MapKey) -> Value? {
    get { box.function.pointee[key] }
    nonmutating set { box.function.pointee[key] = newValue }
  }

  /// All entries.
  @inlinable public var entries: [MapKey: Value] { box.function.pointee }

  /// Forgets all entries.
  @inlinable public func clear() { box.function.pointee.removeAll() }
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
