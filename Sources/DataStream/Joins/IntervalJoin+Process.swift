public import StreamRecords
public import TaskRuntime

extension IntervalJoin.Bounded {
  /// Hands each pair to `process`, which emits what it likes; Flink's `ProcessJoinFunction`.
  ///
  /// ```swift
  /// .process { order, payment, out in if payment.amount < order.price { out.emit(order.id) } }
  /// ```
  /// An error that it throws fails the job, and so does a record without a timestamp.
  @inlinable public func process<Out: StreamCodable>(
    _ process: @escaping @Sendable (_ first: First, _ second: Second, _ out: inout Emitter<Out>) throws -> Void
  ) -> DataStream<Out> {
    let (firstKey, secondKey, lower, upper) = (join.first.key, join.second.key, self.lower, self.upper)
    let (firstTag, secondTag) = (firstLateTag, secondLateTag)
    return join.first.stream.connect(join.second.stream).transform("Interval Join") { context, next in
      let late = LateOutputs(firstTag, secondTag, context.sideOutputs)
      let outputs = try Self.outputs(
        lower: lower, upper: upper, keys: (firstKey, secondKey), late: late, process, context, next: next)
      return try KeyedInput.ordered((firstKey, secondKey), context, into: outputs)
    }
  }

  /// What takes the records of both sides in one subtask.
  @inlinable static func outputs<Out: StreamCodable>(
    lower: Int, upper: Int, keys: (first: @Sendable (First) throws -> Key, second: @Sendable (Second) throws -> Key),
    late: LateOutputs = LateOutputs(),
    _ process: @escaping @Sendable (_ first: First, _ second: Second, _ out: inout Emitter<Out>) throws -> Void,
    _ context: OperatorContext, next: Output<Out>
  ) throws -> (Output<First>, Output<Second>) {
    let store = KeyedStateStore<Key>(context)
    let state = try IntervalJoinState<Key, First, Second>(
      lower: lower, upper: upper, try context.watermarkState(), account: store.newAccount())
    try store.add(state)
    let dropped = try context.lateRecordCounter()
    context.keyEnds?.onEnd { state.endKey() }
    let results = EmitterCell<Out>(next)
    let signals = SignalMerge(inputs: 2) { signal in
      if case .watermark(let time) = signal { state.advance(to: time) }
      try next.signal(signal)
    }
    let firstSide = Output<First>(
      batch: { batch in
        try Self.join(batch, results, store, late) { record, time in
          let found = try state.insert(first: record, at: time, try keys.first(record))
          guard let (buffers, partners) = found else { return Self.leave(record, at: time, to: late.first, dropped) }
          for index in partners {
            results.emitter.pointee.setTimestamp(max(time, buffers.pointee.second.times[index]))
            try process(record, buffers.pointee.second.records[index], &results.emitter.pointee)
          }
        }
      }, signal: signals.input(0))
    let secondSide = Output<Second>(
      batch: { batch in
        try Self.join(batch, results, store, late) { record, time in
          let found = try state.insert(second: record, at: time, try keys.second(record))
          guard let (buffers, partners) = found else { return Self.leave(record, at: time, to: late.second, dropped) }
          for index in partners {
            results.emitter.pointee.setTimestamp(max(time, buffers.pointee.first.times[index]))
            try process(buffers.pointee.first.records[index], record, &results.emitter.pointee)
          }
        }
      }, signal: signals.input(1))
    return (firstSide, secondSide)
  }

  /// Hands a late record over, or drops it.
  @inlinable static func leave<Record>(
    _ record: Record, at time: Int, to late: ((Record, Int) -> Void)?, _ dropped: LateRecordCounter
  ) {
    if let late { late(record, time) } else { dropped.drop() }
  }

  /// Takes in the records of one side.
  @inlinable static func join<Record, Out>(
    _ batch: Batch<Record>, _ results: EmitterCell<Out>, _ store: KeyedStateStore<Key>,
    _ late: LateOutputs, _ take: (Record, _ time: Int) throws -> Void
  ) throws {
    let times = try batch.eventTimes()
    var index = 0
    try batch.consumeEach { record in
      let time = times[index]
      index &+= 1
      try take(record, time)
    }
    try results.emitter.pointee.endBatch()
    try late.endBatch()
    try store.endBatch()
  }
}

extension IntervalJoin.Bounded {
  /// Where late records go; those of a stream that has no such place are dropped.
  @usableFromInline
  struct LateOutputs {
    @usableFromInline let first: ((First, _ time: Int) -> Void)?
    @usableFromInline let second: ((Second, _ time: Int) -> Void)?
    @usableFromInline let endBatch: () throws -> Void

    @usableFromInline init(
      first: ((First, Int) -> Void)? = nil, second: ((Second, Int) -> Void)? = nil,
      endBatch: @escaping () throws -> Void = {}
    ) {
      self.first = first
      self.second = second
      self.endBatch = endBatch
    }

    @inlinable init(_ first: OutputTag<First>?, _ second: OutputTag<Second>?, _ outputs: SideOutputs) {
      self.init(
        first: first.map { tag in { outputs.emit($0, to: tag, timestamp: $1) } },
        second: second.map { tag in { outputs.emit($0, to: tag, timestamp: $1) } }, endBatch: outputs.endBatch)
    }
  }
}
