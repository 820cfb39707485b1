public import StreamRecords
public import TaskRuntime

extension KeyedStream {
  /// Calls a function with state and timers for every record, see ``KeyedProcessFunction``.
  ///
  /// ```swift
  /// clicks.keyBy { $0.user }.process { try Visits($0) }.print()
  /// ```
  /// - Parameter makeFunction: makes the function, once per subtask.
  @inlinable public func process<Function: KeyedProcessFunction>(
    _ makeFunction: @escaping @Sendable (RuntimeContext<Key>) throws -> Function
  ) -> DataStream<Function.Output> where Function.Key == Key, Function.Input == Record {
    let key = self.key
    return stream.transform("Keyed Process") { context, next in
      let core = try ProcessCore<Key>(context)
      let driver = ProcessDriver(core, try makeFunction(RuntimeContext(core, context)), next: next)
      let firing = driver.firing { function, time, out in
        try function.pointee.onTimer(time, KeyedContext(core), &out)
      }
      let functionContext = KeyedContext(core)
      let output = Output<Record>(
        batch: { batch in
          try driver.process(batch, key: key) { function, record, out in
            try function.pointee.processElement(record, functionContext, &out)
          }
        },
        signal: driver.signals(firing, next: next.signal))
      return try KeyedInput.ordered(.byKey, key, context, into: output)
    }
  }

  /// Calls a copy of a function in each subtask.
  ///
  /// ```swift
  /// clicks.keyBy { $0.user }.process(Deduplicate()).print()
  /// ```
  @inlinable public func process<Function: KeyedProcessFunction & Sendable>(
    _ function: Function
  ) -> DataStream<Function.Output> where Function.Key == Key, Function.Input == Record {
    process { _ in function }
  }

  /// Calls a closure for every record, with one value of state per key.
  ///
  /// ```swift
  /// // The differences between the numbers of a key.
  /// numbers.keyBy { $0.key }.process(state: 0) { pair, last, _, out in
  ///   out.emit(pair.value - last)
  ///   last = pair.value
  /// }
  /// ```
  /// - Parameter initial: the state of a key that is new.
  @inlinable public func process<State: StreamCodable, Out: StreamCodable>(
    state initial: State, to type: Out.Type = Out.self,
    _ processElement: @escaping @Sendable (Record, inout State, KeyedContext<Key>, inout Emitter<Out>) throws -> Void
  ) -> DataStream<Out> {
    process { context in
      let state = try context.getState(ValueStateDescriptor("state", default: initial))
      return ClosureProcess<Key, Record, State, Out>(state: state, processElement)
    }
  }
}

/// A process function that is made of a closure.
@usableFromInline
struct ClosureProcess<Key: StreamKey, Input: StreamCodable, State: StreamCodable, Output: StreamCodable>:
  KeyedProcessFunction
{
  @usableFromInline typealias Body = (Input, inout State, KeyedContext<Key>, inout Emitter<Output>) throws -> Void
  @usableFromInline let state: ValueState<State>
  @usableFromInline let body: Body

  @inlinable init(state: ValueState<State>, _ body: @escaping Body) {
    self.state = state
    self.body = body
  }

  @inlinable func processElement(_ element: Input, _ context: KeyedContext<Key>, _ out: inout Emitter<Output>) throws {
    try body(element, &state.value, context, &out)
  }
}
