public import StreamRecords
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

extension WatermarkStrategy where Record: StreamCodable {
  /// Makes what gives records their times on the way to an output.
  @inlinable @inline(__always) func assigner() -> @Sendable (Output<Record>, any TimestampObserver) -> Output<Record> {
    if let punctuation { return Self.assigner(timestamp, punctuation) }
    let assign = Self.timing(timestamp)
    return { next, observer in
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
  }

  /// Writes the event times of a batch's records; returns the highest.
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

  @inlinable static func assigner(
    _ timestamp: @escaping @Sendable (Record, Int?) throws -> Int,
    _ punctuation: @escaping @Sendable (Record, Int) throws -> Int?
  ) -> @Sendable (Output<Record>, any TimestampObserver) -> Output<Record> {
    { next, observer in
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
