public import StreamRecords
public import TaskRuntime

extension KeyedStream {
  /// Lets an aggregate function take in the records of each key.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.aggregate(Average()).print()
  /// ```
  /// In streaming mode it emits every new result, in batch mode the last of each key when the input has ended; records that have
  /// timestamps are added in their order then. An error that the function throws fails the job.
  @inlinable @inline(__always) public func aggregate<Function: AggregateFunction>(
    _ function: Function
  ) -> DataStream<KeyValue<Key, Function.Output>> where Function.Input == Record, Function.Output: StreamCodable {
    accumulate(
      "Keyed Aggregate", of: Function.Accumulator.self, isCommutative: function.isCommutative,
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
  /// In streaming mode it emits every new value, in batch mode the last of each key when the input has ended; records that have
  /// timestamps are folded in their order then. An error that `combine` throws fails the job.
  /// - Parameter isCommutative: whether the order of the records does not matter, so that none have to be kept in batch mode.
  @inlinable @inline(__always) public func fold<Value: StreamCodable>(
    _ initial: Value, isCommutative: Bool = false, _ combine: @escaping @Sendable (inout Value, Record) throws -> Void
  ) -> DataStream<KeyValue<Key, Value>> {
    accumulate(
      "Keyed Fold", of: Value.self, isCommutative: isCommutative,
      first: { record in
        var value = initial
        try combine(&value, record)
        return value
      },
      next: { try combine(&$1, $0) }, emit: { KeyValue($0, $1) })
  }

  /// All operators are made with it that keep one value per key and emit what they make of it.
  /// - Parameter isCommutative: whether the results do not depend on the order of the records.
  @inlinable @inline(__always) func accumulate<Value: StreamCodable, Out: StreamCodable>(
    _ name: String, state stateName: String = "accumulator", of type: Value.Type, isCommutative: Bool,
    first: @escaping @Sendable (Record) throws -> Value,
    next combine: @escaping @Sendable (Record, inout Value) throws -> Void,
    emit result: @escaping @Sendable (Key, Value) throws -> Out
  ) -> DataStream<Out> {
    let each = taking(first: first, next: combine, emit: result)
    let key = self.key
    return stream.transform(name) { context, next in
      let emitsUpdates = context.settings.runtimeMode == .streaming
      let store = KeyedStateStore<Key>(context)
      let states = try store.table(stateName, of: Value.self)
      let cell = EmitterCell<Out>(next)
      let output = Output<Record>(
        batch: { batch in
          try each(batch, states, cell.emitter, emitsUpdates)
          try store.endBatch()
        },
        signal: { signal in
          if !emitsUpdates, signal == .watermark(.max) {
            // As in Flink: what is known at the end of time only has that as its timestamp.
            cell.emitter.pointee.setTimestamp(.max)
            try states.forEach { key, state in cell.emitter.pointee.emit(try result(key, state)) }
            // What was told is not told again where the job goes on from a checkpoint behind the end of its input.
            states.removeAll()
            try cell.emitter.pointee.endBatch()
          }
          try next.signal(signal)
        })
      return try KeyedInput.ordered(isCommutative ? .ofArrival : .byTime, key, context, into: output)
    }
  }

  /// What ``accumulate(_:state:of:first:next:emit:)`` does with a batch. It is told whether to emit every new value.
  @inlinable @inline(__always) func taking<Value: StreamCodable, Out: StreamCodable>(
    first: @escaping @Sendable (Record) throws -> Value,
    next combine: @escaping @Sendable (Record, inout Value) throws -> Void,
    emit result: @escaping @Sendable (Key, Value) throws -> Out
  ) -> @Sendable (Batch<Record>, KeyedTable<Key, Value>, UnsafeMutablePointer<Emitter<Out>>, Bool) throws -> Void {
    let key = self.key
    return { batch, states, out, emitsUpdates in
      try batch.consumeEach(by: key, in: states, into: out) { record, key, hash in
        let place: UnsafeMutablePointer<Value>
        if let known = states.access.find(key, hash: hash) {
          place = known
          try combine(record, &place.pointee)
        } else {
          let value = try first(record)
          place = states.access.value(for: key, hash: hash, default: value)
        }
        if emitsUpdates { out.pointee.emit(try result(key, place.pointee)) }
      }
    }
  }
}
