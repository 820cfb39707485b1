public import StreamRecords
public import TaskRuntime

/// A function without keys that knows what a broadcast stream told all its subtasks.
///
/// ```swift
/// /// Lets words through that nobody forbade.
/// struct Allow: BroadcastProcessFunction {
///   func processElement(
///     _ word: String, _ forbidden: ReadOnlyBroadcastState<String, Bool>, _ context: ProcessContext,
///     _ out: inout Emitter<String>
///   ) {
///     if forbidden[word] == nil { out.emit(word) }
///   }
///   func processBroadcastElement(
///     _ word: String, _ forbidden: BroadcastState<String, Bool>, _ context: ProcessContext,
///     _ out: inout Emitter<String>
///   ) {
///     forbidden[word] = true
///   }
/// }
/// ```
/// In streaming mode nothing says which of both streams comes first; in batch mode all of the broadcast stream does. Each subtask has a function of its own, on its own thread. An error that
/// the function throws fails the job.
public protocol BroadcastProcessFunction<Input, Broadcast, Output>: SendableMetatype {
  associatedtype Input: StreamCodable
  associatedtype Broadcast: StreamCodable
  associatedtype MapKey: StreamKey
  associatedtype MapValue: StreamCodable
  associatedtype Output: StreamCodable

  /// Is called for every record of the stream that is not broadcast.
  mutating func processElement(
    _ element: Input, _ state: ReadOnlyBroadcastState<MapKey, MapValue>, _ context: ProcessContext,
    _ out: inout Emitter<Output>) throws

  /// Is called for every record of the broadcast stream, in every subtask.
  mutating func processBroadcastElement(
    _ element: Broadcast, _ state: BroadcastState<MapKey, MapValue>, _ context: ProcessContext,
    _ out: inout Emitter<Output>) throws
}

/// A stream without keys and a broadcast stream, whose records go to the same operator.
public struct BroadcastConnectedStream<
  Record: StreamCodable, Broadcast: StreamCodable, MapKey: StreamKey, Value: StreamCodable
> {
  @usableFromInline let stream: DataStream<Record>
  @usableFromInline let broadcast: BroadcastStream<Broadcast, MapKey, Value>

  @inlinable init(_ stream: DataStream<Record>, _ broadcast: BroadcastStream<Broadcast, MapKey, Value>) {
    self.stream = stream
    self.broadcast = broadcast
  }

  /// Calls a copy of a function in each subtask, see ``BroadcastProcessFunction``.
  ///
  /// ```swift
  /// words.connect(forbidden.broadcast(descriptor)).process(Allow()).print()
  /// ```
  @inlinable public func process<Function: BroadcastProcessFunction & Sendable>(
    _ function: Function
  ) -> DataStream<Function.Output>
  where
    Function.Input == Record, Function.Broadcast == Broadcast, Function.MapKey == MapKey, Function.MapValue == Value
  {
    let streams = ConnectedStreams(first: stream, second: broadcast.stream)
    let descriptor = broadcast.descriptor
    return streams.transform("Broadcast Process") { context, next in
      let core = try ProcessCore<Bool>(context)
      let driver = ProcessDriver(core, function, next: next)
      let state = try BroadcastState<MapKey, Value>(descriptor, in: core.store)
      let functionContext = ProcessContext(core)
      let signals = SignalMerge(inputs: 2, into: driver.signals(driver.firing { _, _, _ in }, next: next.signal))
      let outputs = (
        Output<Record>(
          batch: { batch in
            try driver.processWithoutKey(batch) { function, record, out in
              try function.pointee.processElement(record, ReadOnlyBroadcastState(state), functionContext, &out)
            }
          }, signal: signals.input(0)),
        Output<Broadcast>(
          batch: { batch in
            try driver.processWithoutKey(batch) { function, record, out in
              try function.pointee.processBroadcastElement(record, state, functionContext, &out)
            }
          }, signal: signals.input(1))
      )
      return try HeldInput.behindBroadcast(context, into: outputs)
    }
  }
}

extension DataStream {
  /// Brings a broadcast stream to the same operator.
  ///
  /// ```swift
  /// words.connect(forbidden.broadcast(descriptor)).process(Allow()).print()
  /// ```
  @inlinable public func connect<Broadcast, MapKey, Value>(
    _ broadcast: BroadcastStream<Broadcast, MapKey, Value>
  ) -> BroadcastConnectedStream<Record, Broadcast, MapKey, Value> { BroadcastConnectedStream(self, broadcast) }
}
