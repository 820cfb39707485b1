public import StreamRecords
public import TaskRuntime

extension KeyedStream {
  /// Combines the records of each key, one after the other, into one.
  ///
  /// ```swift
  /// env.setRuntimeMode(.batch)
  /// env.fromCollection([1, 2, 3, 4]).keyBy { $0 % 2 }.reduce { $0 + $1 }.print()  // 4 and 6 in some order
  /// ```
  /// In streaming mode it emits every new value, in batch mode the last of each key when the input has ended. An error that
  /// `combine` throws fails the job.
  @inlinable public func reduce(
    _ combine: @escaping @Sendable (_ reduced: Record, _ next: Record) throws -> Record
  ) -> DataStream<Record> {
    let key = self.key
    return stream.transform("Keyed Reduce") { context, next in
      let emitsUpdates = context.settings.runtimeMode == .streaming
      let store = KeyedStateStore<Key>(context)
      let states = try store.table("reduced", of: Record?.self)
      let cell = EmitterCell<Record>(next)
      return Output(
        batch: { batch in
          let emitter = cell.emitter
          try batch.consumeEach(into: emitter) { record in
            let state = states.value(for: try key(record), default: nil)
            let reduced = if let old = state.pointee { try combine(old, record) } else { record }
            state.pointee = reduced
            if emitsUpdates { emitter.pointee.emit(reduced) }
          }
          try store.endBatch()
        },
        signal: { signal in
          if !emitsUpdates, signal == .watermark(.max) {
            states.forEach { _, state in if let state { cell.emitter.pointee.emit(state) } }
            states.removeAll()
            try cell.emitter.pointee.endBatch()
          }
          try next.signal(signal)
        })
    }
  }
}
