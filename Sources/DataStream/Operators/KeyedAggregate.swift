public import StreamRecords
public import TaskRuntime

extension KeyedStream {
  /// Lets an aggregate function take in the records of each key.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.aggregate(Average()).print()
  /// ```
  /// In streaming mode it emits every new result, in batch mode the last of each key when the input has ended. An error that
  /// the function throws fails the job.
  @inlinable public func aggregate<Function: AggregateFunction>(
    _ function: Function
  ) -> DataStream<KeyValue<Key, Function.Output>> where Function.Input == Record, Function.Output: StreamCodable {
    accumulate(
      "Keyed Aggregate", of: Function.Accumulator.self,
      first: { record in
        var accumulator = function.createAccumulator()
        try function.add(record, to: &accumulator)
        return accumulator
      },
      next: { try function.add($0, to: &$1) }, emit: { KeyValue($0, try function.getResult($1)) })
  }

  /// Folds the records of each key into a value.
  ///
  /// ```swift
  /// env.fromCollection(["to", "be", "or"]).keyBy { $0.count }.fold("") { folded, word in folded += word }
  /// ```
  /// In streaming mode it emits every new value, in batch mode the last of each key when the input has ended. An error that
  /// `combine` throws fails the job.
  @inlinable public func fold<Value: StreamCodable>(
    _ initial: Value, _ combine: @escaping @Sendable (inout Value, Record) throws -> Void
  ) -> DataStream<KeyValue<Key, Value>> {
    accumulate(
      "Keyed Fold", of: Value.self,
      first: { record in
        var value = initial
        try combine(&value, record)
        return value
      },
      next: { try combine(&$1, $0) }, emit: { KeyValue($0, $1) })
  }

  /// All operators are made with it that keep one value per key and emit what they make of it.
  @inlinable func accumulate<Value: StreamCodable, Out: StreamCodable>(
    _ name: String, of type: Value.Type, first: @escaping @Sendable (Record) throws -> Value,
    next combine: @escaping @Sendable (Record, inout Value) throws -> Void,
    emit result: @escaping @Sendable (Key, Value) throws -> Out
  ) -> DataStream<Out> {
    let key = self.key
    return stream.transform(name) { context, next in
      let emitsUpdates = context.settings.runtimeMode == .streaming
      let store = KeyedStateStore<Key>(context)
      let states = try store.table("accumulator", of: Value?.self)
      let cell = EmitterCell<Out>(next)
      return Output(
        batch: { batch in
          let emitter = cell.emitter
          try batch.consumeEach(into: emitter) { record in
            let key = try key(record)
            let state = states.value(for: key, default: nil)
            if state.pointee == nil {
              state.pointee = try first(record)
            } else {
              try state.pointee.change { try combine(record, &$0) }
            }
            if emitsUpdates, let value = state.pointee { emitter.pointee.emit(try result(key, value)) }
          }
          try store.endBatch()
        },
        signal: { signal in
          if !emitsUpdates, signal == .watermark(.max) {
            try states.forEach { key, state in
              if let state { cell.emitter.pointee.emit(try result(key, state)) }
            }
            // What was told is not told again where the job goes on from a checkpoint behind the end of its input.
            states.removeAll()
            try cell.emitter.pointee.endBatch()
          }
          try next.signal(signal)
        })
    }
  }
}

extension Optional {
  /// Changes what there is in place.
  @inlinable @inline(__always) mutating func change(_ body: (inout Wrapped) throws -> Void) rethrows {
    guard var value = self else { return }
    // So that the value has one owner while it changes, and no array is copied.
    self = nil
    defer { self = value }
    try body(&value)
  }
}
