public import StreamRecords
public import TaskRuntime

/// A function with state and timers for each key of a stream, and with what a broadcast stream told all its subtasks.
///
/// ```swift
/// /// Lets actions through that a rule allows.
/// struct Evaluate: KeyedBroadcastProcessFunction {
///   typealias Key = String
///   init(_ context: RuntimeContext<String>) {}
///
///   func processElement(
///     _ action: Action, _ rules: ReadOnlyBroadcastState<String, Bool>, _ context: KeyedContext<String>,
///     _ out: inout Emitter<Action>
///   ) {
///     if rules[action.kind] == true { out.emit(action) }
///   }
///   func processBroadcastElement(
///     _ rule: Rule, _ rules: BroadcastState<String, Bool>, _ context: BroadcastContext<String>,
///     _ out: inout Emitter<Action>
///   ) {
///     rules[rule.kind] = rule.allows
///   }
/// }
/// ```
/// In streaming mode nothing says which of both streams comes first; in batch mode all of the broadcast stream does. Each subtask has a function of its own, on its own thread. An error that
/// the function throws fails the job.
public protocol KeyedBroadcastProcessFunction<Key, Input, Broadcast, Output>: SendableMetatype {
  associatedtype Key: StreamKey
  associatedtype Input: StreamCodable
  associatedtype Broadcast: StreamCodable
  associatedtype MapKey: StreamKey
  associatedtype MapValue: StreamCodable
  associatedtype Output: StreamCodable

  /// Is called for every record of the stream with keys.
  mutating func processElement(
    _ element: Input, _ state: ReadOnlyBroadcastState<MapKey, MapValue>, _ context: KeyedContext<Key>,
    _ out: inout Emitter<Output>) throws

  /// Is called for every record of the broadcast stream, in every subtask. There is no key then, and no state of one.
  mutating func processBroadcastElement(
    _ element: Broadcast, _ state: BroadcastState<MapKey, MapValue>, _ context: BroadcastContext<Key>,
    _ out: inout Emitter<Output>) throws

  /// Is called for every timer when its time has come; does nothing unless it is there.
  mutating func onTimer(
    _ time: Int, _ state: ReadOnlyBroadcastState<MapKey, MapValue>, _ context: KeyedContext<Key>,
    _ out: inout Emitter<Output>) throws
}

extension KeyedBroadcastProcessFunction {
  /// Does nothing.
  @inlinable public func onTimer(
    _ time: Int, _ state: ReadOnlyBroadcastState<MapKey, MapValue>, _ context: KeyedContext<Key>,
    _ out: inout Emitter<Output>
  ) {}
}

/// What a function learns about a record of a broadcast stream; valid during the call.
public struct BroadcastContext<Key: StreamKey> {
  @usableFromInline let core: ProcessCore<Key>

  @inlinable init(_ core: ProcessCore<Key>) { self.core = core }

  /// The event time of the record in milliseconds since 1970 began (UTC); nil where it has none.
  @inlinable public var timestamp: Int? { core.moment.pointee.timestamp }

  /// No record follows that happened at this time or before; `Int.min` as long as nothing is known.
  public var currentWatermark: Int { core.watermark.current }

  /// The machine's time in milliseconds since 1970 began (UTC).
  public var currentProcessingTime: Int { core.clock.currentProcessingTime }

  /// Emits a record to a side output, from which ``DataStream/getSideOutput(_:)`` reads.
  @inlinable public func output<Side>(_ tag: OutputTag<Side>, _ record: Side) {
    core.sideOutputs.emit(record, to: tag, timestamp: core.moment.pointee.timestamp)
  }
}
