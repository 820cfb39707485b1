public import StreamRecords
public import TaskRuntime

/// A function with state and timers for each key of a stream.
///
/// ```swift
/// /// Emits how many records of a key came within a minute of each other.
/// struct Visits: KeyedProcessFunction {
///   typealias Key = String
///   let count: ValueState<Int>
///   let end: ValueState<Int>
///
///   init(_ context: RuntimeContext<String>) throws {
///     count = try context.getState(ValueStateDescriptor("count", default: 0))
///     end = try context.getState(ValueStateDescriptor("end", default: 0))
///   }
///   func processElement(_ click: Click, _ context: KeyedContext<String>, _ out: inout Emitter<KeyValue<String, Int>>) {
///     count.value += 1
///     context.timerService.deleteEventTimeTimer(end.value)
///     end.value = click.time + 60_000
///     context.timerService.registerEventTimeTimer(end.value)
///   }
///   func onTimer(_ time: Int, _ context: KeyedContext<String>, _ out: inout Emitter<KeyValue<String, Int>>) {
///     out.emit(KeyValue(context.currentKey, count.value))
///     count.clear()
///     end.clear()
///   }
/// }
/// clicks.keyBy { $0.user }.process { try Visits($0) }.print()
/// ```
/// Each subtask has a function of its own, on its own thread. An error that the function throws fails the job.
public protocol KeyedProcessFunction<Key, Input, Output>: SendableMetatype {
  associatedtype Key: StreamKey
  associatedtype Input: StreamCodable
  associatedtype Output: StreamCodable

  /// Is called for every record.
  mutating func processElement(
    _ element: Input, _ context: KeyedContext<Key>, _ out: inout Emitter<Output>) throws

  /// Is called for every timer when its time has come; does nothing unless it is there.
  mutating func onTimer(_ time: Int, _ context: KeyedContext<Key>, _ out: inout Emitter<Output>) throws
}

extension KeyedProcessFunction {
  /// Does nothing.
  @inlinable public func onTimer(_ time: Int, _ context: KeyedContext<Key>, _ out: inout Emitter<Output>) {}
}
