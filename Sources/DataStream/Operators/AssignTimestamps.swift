public import TaskRuntime

extension DataStream {
  /// Gives every record its event time, and the stream watermarks by which windows and timers know how far time has come.
  ///
  /// ```swift
  /// env.fromCollection([3, 1, 2])
  ///   .assignTimestampsAndWatermarks(.forBoundedOutOfOrderness(.seconds(1)) { $0 * 1000 })
  ///   .keyBy { _ in "all" }.window(.tumbling(.seconds(2))).reduce { $0 + $1 }
  ///   .print()  // 1, 5
  /// ```
  /// Watermarks are told regularly, see ``StreamExecutionEnvironment/setAutoWatermarkInterval(_:)``, unless records tell them
  /// themselves; those from further up do not pass. An error that the strategy throws fails the job.
  @inlinable @inline(__always) public func assignTimestampsAndWatermarks(
    _ strategy: WatermarkStrategy<Record>
  ) -> DataStream<Record> {
    if let punctuation = strategy.punctuation { return assign(strategy, punctuation) }
    let (outOfOrderness, idleness) = (strategy.outOfOrderness, strategy.idleness)
    let assign = Self.timing(strategy.timestamp)
    return transform("Timestamps/Watermarks") { context, next in
      let memory = TimestampMemory()
      let emission = WatermarkEmission(
        outOfOrderness: outOfOrderness, idleness: idleness, context: context, next: next.signal)
      return Output(
        batch: { batch in
          let times = memory.room(for: batch.count)
          do {
            let highest = try assign(batch, times)
            if batch.count > 0 { try emission.see(highest) }
          } catch {
            batch.records.deinitialize()
            throw error
          }
          try next.batch(Batch(batch.records, timestamps: times))
        },
        signal: emission.signal)
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

  @inlinable func assign(
    _ strategy: WatermarkStrategy<Record>, _ punctuation: @escaping @Sendable (Record, Int) throws -> Int?
  ) -> DataStream<Record> {
    let (timestamp, idleness) = (strategy.timestamp, strategy.idleness)
    return transform("Timestamps/Watermarks") { context, next in
      let cell = EmitterCell(next)
      let emission = WatermarkEmission(
        outOfOrderness: nil, idleness: idleness, context: context, next: next.signal)
      return Output(
        batch: { batch in
          let emitter = cell.emitter
          var index = 0
          try batch.consumeEach { record in
            let time = try timestamp(record, batch.timestamps.map { $0[index] })
            if index == 0 { try emission.see(time) }
            index &+= 1
            let watermark = try punctuation(record, time)
            emitter.pointee.emit(record, timestamp: time)
            guard let watermark else { return }
            try emitter.pointee.endBatch()
            try emission.punctuate(watermark)
          }
          try emitter.pointee.endBatch()
        },
        signal: emission.signal)
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
