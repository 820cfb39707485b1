public import StreamRecords
public import TaskRuntime

/// What a function learns about the record or the timer that it is called for; valid during the call.
public struct KeyedContext<Key: StreamKey> {
  @usableFromInline let core: ProcessCore<Key>

  @inlinable init(_ core: ProcessCore<Key>) { self.core = core }

  /// The key of the record or the timer.
  @inlinable public var currentKey: Key { core.store.current.key }

  /// The event time of the record, which may have none, or the time of the timer, in milliseconds since 1970 began (UTC).
  @inlinable public var timestamp: Int? { core.moment.pointee.timestamp }

  /// Which time the timer goes by; nil where the function is called for a record.
  @inlinable public var timeDomain: TimeDomain? { core.moment.pointee.domain }

  /// Time, and timers of the current key.
  @inlinable public var timerService: TimerService<Key> { TimerService(core) }

  /// Emits a record to a side output, from which ``DataStream/getSideOutput(_:)`` reads. It has the timestamp of what the
  /// function is called for; a timer of the machine's time has none.
  @inlinable public func output<Side>(_ tag: OutputTag<Side>, _ record: Side) {
    let moment = core.moment
    let timestamp = moment.pointee.domain == .processingTime ? nil : moment.pointee.timestamp
    core.sideOutputs.emit(record, to: tag, timestamp: timestamp)
  }
}

/// What a function can ask for while it is made, once per subtask: its state, and where it runs.
public struct RuntimeContext<Key: StreamKey> {
  @usableFromInline let core: ProcessCore<Key>
  private let context: OperatorContext

  @usableFromInline init(_ core: ProcessCore<Key>, _ context: OperatorContext) {
    self.core = core
    self.context = context
  }

  /// The operator's name.
  public var taskName: String { context.name }
  /// Which of the operator's subtasks this is, counting from 0.
  public var indexOfThisSubtask: Int { context.subtask.index }
  /// How many subtasks the operator has.
  public var numberOfParallelSubtasks: Int { context.subtask.parallelism }

  /// A state with one value per key.
  /// - Throws: ``DreyModel/Failure`` where the operator has declared a state of that name; so do all others here.
  @inlinable public func getState<Value>(_ descriptor: ValueStateDescriptor<Value>) throws -> ValueState<Value> {
    try core.store.value(descriptor)
  }

  /// A state with a list per key.
  @inlinable public func getListState<Element>(
    _ descriptor: ListStateDescriptor<Element>
  ) throws -> ListState<Element> { try core.store.list(descriptor) }

  /// A state with a map per key.
  @inlinable public func getMapState<MapKey, Value>(
    _ descriptor: MapStateDescriptor<MapKey, Value>
  ) throws -> MapState<MapKey, Value> { try core.store.map(descriptor) }

  /// A state whose values are combined per key.
  @inlinable public func getReducingState<Value>(
    _ descriptor: ReducingStateDescriptor<Value>
  ) throws -> ReducingState<Value> { try core.store.reducing(descriptor) }

  /// A state with an accumulator per key.
  @inlinable public func getAggregatingState<Function>(
    _ descriptor: AggregatingStateDescriptor<Function>
  ) throws -> AggregatingState<Function> { try core.store.aggregating(descriptor) }
}
