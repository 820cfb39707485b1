public import StreamRecords
public import TaskRuntime

extension KeyedStream {
  /// Counts the records of each key.
  ///
  /// ```swift
  /// env.setRuntimeMode(.batch)
  /// env.fromCollection(["b", "a", "b"]).keyBy { $0 }.count().print()  // (a,1), (b,2) in some order
  /// ```
  /// In streaming mode it emits every new count, in batch mode the last of each key when the input has ended.
  @inlinable public func count() -> DataStream<KeyValue<Key, Int>> {
    let key = self.key
    return stream.transform("Keyed Count") { context, next in
      let store = KeyedStateStore<Key>(context)
      let counts = try store.table("count", of: Int.self)
      let cell = EmitterCell<KeyValue<Key, Int>>(next)
      if context.settings.runtimeMode == .batch {
        return Output(
          batch: { batch in
            try batch.consumeEach { counts.value(for: try key($0), default: 0).pointee += 1 }
            try store.endBatch()
          },
          signal: { signal in
            if signal == .watermark(.max) {
              counts.forEach { cell.emitter.pointee.emit(KeyValue($0, $1)) }
              counts.removeAll()
              try cell.emitter.pointee.endBatch()
            }
            try next.signal(signal)
          })
      }
      return Output(
        batch: { batch in
          let emitter = cell.emitter
          try batch.consumeEach(into: emitter) { record in
            let key = try key(record)
            let count = counts.value(for: key, default: 0)
            count.pointee += 1
            emitter.pointee.emit(KeyValue(key, count.pointee))
          }
          try store.endBatch()
        },
        signal: next.signal)
    }
  }
}
