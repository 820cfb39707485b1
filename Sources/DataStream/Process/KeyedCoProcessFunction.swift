public import StreamRecords
public import TaskRuntime

/// A function with state and timers for each key of two streams.
///
/// ```swift
/// /// Pairs orders with payments, whichever comes first.
/// struct Match: KeyedCoProcessFunction {
///   typealias Key = Int
///   let order: ValueState<Order?>
///   let payment: ValueState<Payment?>
///
///   init(_ context: RuntimeContext<Int>) throws {
///     order = try context.getState(ValueStateDescriptor("order", default: nil))
///     payment = try context.getState(ValueStateDescriptor("payment", default: nil))
///   }
///   func processElement1(_ order: Order, _ context: KeyedContext<Int>, _ out: inout Emitter<Receipt>) {
///     if let payment = payment.value { out.emit(Receipt(order, payment)) } else { self.order.value = order }
///   }
///   func processElement2(_ payment: Payment, _ context: KeyedContext<Int>, _ out: inout Emitter<Receipt>) {
///     if let order = order.value { out.emit(Receipt(order, payment)) } else { self.payment.value = payment }
///   }
/// }
/// ```
/// Each subtask has a function of its own, on its own thread. An error that the function throws fails the job.
public protocol KeyedCoProcessFunction<Key, First, Second, Output>: SendableMetatype {
  associatedtype Key: StreamKey
  associatedtype First: StreamCodable
  associatedtype Second: StreamCodable
  associatedtype Output: StreamCodable

  /// Is called for every record of the first stream.
  mutating func processElement1(_ element: First, _ context: KeyedContext<Key>, _ out: inout Emitter<Output>) throws

  /// Is called for every record of the second stream.
  mutating func processElement2(_ element: Second, _ context: KeyedContext<Key>, _ out: inout Emitter<Output>) throws

  /// Is called for every timer when its time has come; does nothing unless it is there.
  mutating func onTimer(_ time: Int, _ context: KeyedContext<Key>, _ out: inout Emitter<Output>) throws
}

extension KeyedCoProcessFunction {
  /// Does nothing.
  @inlinable public func onTimer(_ time: Int, _ context: KeyedContext<Key>, _ out: inout Emitter<Output>) {}
}

extension KeyedConnectedStreams {
  /// Calls a function with state and timers for the records of both streams, see ``KeyedCoProcessFunction``.
  ///
  /// ```swift
  /// orders.keyBy { $0.id }.connect(payments.keyBy { $0.order }).process { try Match($0) }.print()
  /// ```
  /// - Parameter makeFunction: makes the function, once per subtask.
  @inlinable public func process<Function: KeyedCoProcessFunction>(
    _ makeFunction: @escaping @Sendable (RuntimeContext<Key>) throws -> Function
  ) -> DataStream<Function.Output>
  where Function.Key == Key, Function.First == First, Function.Second == Second {
    let (key1, key2) = (self.key1, self.key2)
    return streams.transform("Keyed Co-Process") { context, next in
      let core = try ProcessCore<Key>(context)
      let driver = ProcessDriver(core, try makeFunction(RuntimeContext(core, context)), next: next)
      let firing = driver.firing { function, time, out in
        try function.pointee.onTimer(time, KeyedContext(core), &out)
      }
      let functionContext = KeyedContext(core)
      let signals = SignalMerge(inputs: 2, into: driver.signals(firing, next: next.signal))
      let outputs = (
        Output<First>(
          batch: { batch in
            try driver.process(batch, key: key1) { function, record, out in
              try function.pointee.processElement1(record, functionContext, &out)
            }
          }, signal: signals.input(0)),
        Output<Second>(
          batch: { batch in
            try driver.process(batch, key: key2) { function, record, out in
              try function.pointee.processElement2(record, functionContext, &out)
            }
          }, signal: signals.input(1))
      )
      return try KeyedInput.ordered((key1, key2), context, into: outputs)
    }
  }
}
