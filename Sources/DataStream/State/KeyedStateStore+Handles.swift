public import TaskRuntime

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
