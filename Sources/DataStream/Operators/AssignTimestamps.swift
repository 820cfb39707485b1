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
  @inlinable public func assignTimestampsAndWatermarks(_ strategy: WatermarkStrategy<Record>) -> DataStream<Record> {
    let timestamp = strategy.timestamp
    let (outOfOrderness, idleness) = (strategy.outOfOrderness, strategy.idleness)
    if let punctuation = strategy.punctuation { return assign(strategy, punctuation) }
    return transform("Timestamps/Watermarks") { context, next in
      let cell = EmitterCell(next)
      let emission = WatermarkEmission(
        outOfOrderness: outOfOrderness, idleness: idleness, context: context, next: next.signal)
      return Output(
        batch: { batch in
          let emitter = cell.emitter
          var highest = Int.min
          var index = 0
          try batch.consumeEach { record in
            let time = try timestamp(record, batch.timestamps.map { $0[index] })
            index &+= 1
            if time > highest { highest = time }
            emitter.pointee.emit(record, timestamp: time)
          }
          if index > 0 { try emission.see(highest) }
          try emitter.pointee.endBatch()
        },
        signal: emission.signal)
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
