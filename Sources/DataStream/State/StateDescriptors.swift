public import StreamRecords
public import TaskRuntime

/// Declares a state with one value per key.
public struct ValueStateDescriptor<Value: StreamCodable>: Sendable {
  @usableFromInline let name: String
  @usableFromInline let initial: Value
  @usableFromInline let ttl: StateTtlConfig?

  /// - Parameters:
  ///   - name: unique in its operator.
  ///   - initial: the value of keys that have none yet.
  ///   - ttl: how long it is kept while it is not used; nil: for ever.
  public init(_ name: String, default initial: Value, ttl: StateTtlConfig? = nil) {
    self.name = name
    self.initial = initial
    self.ttl = ttl
  }
}

/// Declares a state with a list per key, whose elements expire each on its own.
public struct ListStateDescriptor<Element: StreamCodable>: Sendable {
  @usableFromInline let name: String
  @usableFromInline let ttl: StateTtlConfig?

  /// - Parameters:
  ///   - name: unique in its operator.
  ///   - ttl: how long an element is kept; nil: for ever.
  public init(_ name: String, of type: Element.Type = Element.self, ttl: StateTtlConfig? = nil) {
    self.name = name
    self.ttl = ttl
  }
}

/// Declares a state with a map per key, whose entries expire each on its own; also the state that a stream broadcasts.
public struct MapStateDescriptor<MapKey: StreamKey, Value: StreamCodable>: Sendable {
  @usableFromInline let name: String
  @usableFromInline let ttl: StateTtlConfig?

  /// - Parameters:
  ///   - name: unique in its operator.
  ///   - ttl: how long an entry is kept while it is not used; nil: for ever.
  public init(
    _ name: String, keys: MapKey.Type = MapKey.self, values: Value.Type = Value.self, ttl: StateTtlConfig? = nil
  ) {
    self.name = name
    self.ttl = ttl
  }
}

/// Declares a state with one value per key that further values are combined with.
public struct ReducingStateDescriptor<Value: StreamCodable>: Sendable {
  @usableFromInline let name: String
  @usableFromInline let combine: @Sendable (Value, Value) throws -> Value
  @usableFromInline let ttl: StateTtlConfig?

  /// - Parameters:
  ///   - name: unique in its operator.
  ///   - ttl: how long it is kept while it is not used; nil: for ever.
  ///   - combine: makes one value of what there is and what is added.
  public init(
    _ name: String, ttl: StateTtlConfig? = nil,
    _ combine: @escaping @Sendable (_ reduced: Value, _ next: Value) throws -> Value
  ) {
    self.name = name
    self.combine = combine
    self.ttl = ttl
  }
}

/// Declares a state with an accumulator per key.
public struct AggregatingStateDescriptor<Function: AggregateFunction>: Sendable {
  @usableFromInline let name: String
  @usableFromInline let function: Function
  @usableFromInline let ttl: StateTtlConfig?

  /// - Parameters:
  ///   - name: unique in its operator.
  ///   - function: takes in what is added, and makes the result.
  ///   - ttl: how long it is kept while it is not used; nil: for ever.
  public init(_ name: String, _ function: Function, ttl: StateTtlConfig? = nil) {
    self.name = name
    self.function = function
    self.ttl = ttl
  }
}
