public import StreamRecords
public import TaskRuntime

/// A stream with keys and a broadcast stream, whose records go to the same operator.
public struct KeyedBroadcastConnectedStream<
  Record: StreamCodable, Key: StreamKey, Broadcast: StreamCodable, MapKey: StreamKey, Value: StreamCodable
> {
  @usableFromInline let keyed: KeyedStream<Record, Key>
  @usableFromInline let broadcast: BroadcastStream<Broadcast, MapKey, Value>

  @inlinable init(_ keyed: KeyedStream<Record, Key>, _ broadcast: BroadcastStream<Broadcast, MapKey, Value>) {
    self.keyed = keyed
    self.broadcast = broadcast
  }
}

extension KeyedStream {
  /// Brings a broadcast stream to the same operator.
  ///
  /// ```swift
  /// actions.keyBy { $0.user }.connect(ruleStream.broadcast(rules)).process { try Evaluate($0) }.print()
  /// ```
  @inlinable public func connect<Broadcast, MapKey, Value>(
    _ broadcast: BroadcastStream<Broadcast, MapKey, Value>
  ) -> KeyedBroadcastConnectedStream<Record, Key, Broadcast, MapKey, Value> {
    KeyedBroadcastConnectedStream(self, broadcast)
  }
}

extension KeyedBroadcastConnectedStream {
  /// Calls a function for the records of both streams, see ``KeyedBroadcastProcessFunction``.
  ///
  /// ```swift
  /// actions.keyBy { $0.user }.connect(ruleStream.broadcast(rules)).process { try Evaluate($0) }.print()
  /// ```
  /// - Parameter makeFunction: makes the function, once per subtask.
  @inlinable public func process<Function: KeyedBroadcastProcessFunction>(
    _ makeFunction: @escaping @Sendable (RuntimeContext<Key>) throws -> Function
  ) -> DataStream<Function.Output>
  where
    Function.Key == Key, Function.Input == Record, Function.Broadcast == Broadcast, Function.MapKey == MapKey,
    Function.MapValue == Value
  {
    let key = keyed.key
    let streams = ConnectedStreams(first: keyed.stream, second: broadcast.stream)
    let descriptor = broadcast.descriptor
    return streams.transform("Keyed Broadcast Process") { context, next in
      let core = try ProcessCore<Key>(context)
      let driver = ProcessDriver(core, try makeFunction(RuntimeContext(core, context)), next: next)
      let state = try BroadcastState<MapKey, Value>(descriptor, in: core.store)
      let firing = driver.firing { function, time, out in
        try function.pointee.onTimer(time, ReadOnlyBroadcastState(state), KeyedContext(core), &out)
      }
      let functionContext = KeyedContext(core)
      let signals = SignalMerge(inputs: 2, into: driver.signals(firing, next: next.signal))
      let outputs = (
        Output<Record>(
          batch: { batch in
            try driver.process(batch, key: key) { function, record, out in
              try function.pointee.processElement(record, ReadOnlyBroadcastState(state), functionContext, &out)
            }
          }, signal: signals.input(0)),
        Output<Broadcast>(
          batch: { batch in
            core.store.current.unset()
            try driver.processWithoutKey(batch) { function, record, out in
              try function.pointee.processBroadcastElement(record, state, BroadcastContext(core), &out)
            }
          }, signal: signals.input(1))
      )
      return try KeyedInput.behindBroadcast(key, context, into: outputs)
    }
  }
}
