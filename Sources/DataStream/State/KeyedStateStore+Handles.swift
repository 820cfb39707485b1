public import StreamRecords
public import TaskRuntime

/// What a key has of a state whose parts expire each on its own.
@usableFromInline
protocol ExpiringContents: StreamCodable {
  init()

  /// Bytes that it takes beside its own.
  var byteCount: Int { get }

  /// - Returns: whether nothing is left.
  mutating func dropExpired(_ clock: TtlClock) -> Bool
}

extension KeyedStateStore {
  @inlinable func value<Value>(_ descriptor: ValueStateDescriptor<Value>) throws -> ValueState<Value> {
    let initial = descriptor.initial
    return ValueState(try cell(descriptor.name, ttl: descriptor.ttl) { initial }, initial: initial)
  }

  @inlinable func list<Element>(_ descriptor: ListStateDescriptor<Element>) throws -> ListState<Element> {
    let clock = clock(descriptor.ttl)
    return ListState(try contents(descriptor.name, clock), clock: clock)
  }

  @inlinable func map<MapKey, Value>(
    _ descriptor: MapStateDescriptor<MapKey, Value>
  ) throws -> MapState<MapKey, Value> {
    let clock = clock(descriptor.ttl)
    return MapState(try contents(descriptor.name, clock), clock: clock)
  }

  @inlinable func contents<Contents: ExpiringContents>(
    _ name: String, _ clock: TtlClock?
  ) throws -> StateCellBox<Contents> {
    let expire = clock.map { clock in
      { (account: MemoryAccount, place: UnsafeMutablePointer<Contents>) in
        let before = place.pointee.byteCount
        let isEmpty = place.pointee.dropExpired(clock)
        account.follow(from: before, to: isEmpty ? 0 : place.pointee.byteCount)
        return isEmpty
      }
    }
    return try cell(name, expire: expire) { Contents() }
  }

  @inlinable func reducing<Value>(_ descriptor: ReducingStateDescriptor<Value>) throws -> ReducingState<Value> {
    ReducingState(try cell(descriptor.name, ttl: descriptor.ttl) { nil }, combine: descriptor.combine)
  }

  @inlinable func aggregating<Function>(
    _ descriptor: AggregatingStateDescriptor<Function>
  ) throws -> AggregatingState<Function> {
    let function = descriptor.function
    let box = try cell(descriptor.name, ttl: descriptor.ttl) { function.createAccumulator() }
    return AggregatingState(box, function: function)
  }
}
