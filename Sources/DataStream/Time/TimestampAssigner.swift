public import TaskRuntime

/// Is told the times of records before they are passed on.
@usableFromInline
protocol TimestampObserver: AnyObject {
  /// The highest time of some records.
  func see(_ timestamp: Int) throws
  /// What a record told, which has been passed on.
  func punctuate(_ watermark: Int) throws
  /// What comes from further up.
  func signal(_ signal: Signal) throws
}

extension DataStream {
  /// Writes the event times of a batch's records; returns the highest. To be called where the strategy is made, so that its
  /// function becomes a part of the loop.
  @inlinable @inline(__always) static func timing(
    _ timestamp: @escaping @Sendable (Record, Int?) throws -> Int
  ) -> @Sendable (Batch<Record>, UnsafeMutablePointer<Int>) throws -> Int {
    { batch, times in
      var highest = Int.min
      for index in 0..<batch.count {
        let time = try timestamp(batch.records[index], batch.timestamps.map { $0[index] })
        times[index] = time
        if time > highest { highest = time }
      }
      return highest
    }
  }

  /// Gives records their times, by ``timing(_:)``, on the way to `next`.
  @inlinable @inline(__always) static func assigner(
    _ assign: @escaping @Sendable (Batch<Record>, UnsafeMutablePointer<Int>) throws -> Int, into next: Output<Record>,
    _ observer: some TimestampObserver
  ) -> Output<Record> {
    let memory = TimestampMemory()
    return Output(
      batch: { batch in
        let times = memory.room(for: batch.count)
        do {
          let highest = try assign(batch, times)
          if batch.count > 0 { try observer.see(highest) }
        } catch {
          batch.records.deinitialize()
          throw error
        }
        try next.batch(Batch(batch.records, timestamps: times))
      },
      signal: observer.signal)
  }

  /// Gives records their times on the way to `next`, and tells what they say.
  @inlinable @inline(__always) static func assigner(
    _ timestamp: @escaping @Sendable (Record, Int?) throws -> Int,
    _ punctuation: @escaping @Sendable (Record, Int) throws -> Int?, into next: Output<Record>,
    _ observer: some TimestampObserver
  ) -> Output<Record> {
    let cell = EmitterCell(next)
    return Output(
      batch: { batch in
        let emitter = cell.emitter
        var index = 0
        try batch.consumeEach { record in
          let time = try timestamp(record, batch.timestamps.map { $0[index] })
          if index == 0 { try observer.see(time) }
          index &+= 1
          let watermark = try punctuation(record, time)
          emitter.pointee.emit(record, timestamp: time)
          guard let watermark else { return }
          try emitter.pointee.endBatch()
          try observer.punctuate(watermark)
        }
        try emitter.pointee.endBatch()
      },
      signal: observer.signal)
  }
}

/// Room for the timestamps of a batch whose records stay where they are.
@usableFromInline
final class TimestampMemory {
  private var memory = UnsafeMutableBufferPointer<Int>(start: nil, count: 0)

  @usableFromInline init() {}

  deinit { memory.deallocate() }

  /// Valid until the next call.
  @usableFromInline func room(for count: Int) -> UnsafeMutablePointer<Int> {
    if let base = memory.baseAddress, memory.count >= count { return base }
    memory.deallocate()
    let larger = max(count, Emitter<Int>.batchSize)
    let base = UnsafeMutablePointer<Int>.allocate(capacity: larger)
    memory = UnsafeMutableBufferPointer(start: base, count: larger)
    return base
  }
}
