public import TaskRuntime

extension StreamExecutionEnvironment {
  /// The records of a ``StreamSource``; see there for how one is written.
  ///
  /// ```swift
  /// env.fromSource(SequenceSource(from: 1, to: 10), name: "Numbers").print()
  /// ```
  @inlinable public func fromSource<Source: StreamSource>(
    _ source: Source, name: String, parallelism: Int? = nil
  ) -> DataStream<Source.Record> {
    splitSource(source, name, parallelism) { _, output in (output, nil) }
  }

  /// The records of a ``StreamSource`` with event times, and watermarks that know its splits: each split has its own, and the
  /// subtask's is the lowest of those that are open. So a split that is read behind another one does not make late records.
  ///
  /// ```swift
  /// let strategy = WatermarkStrategy<Int>.forMonotonousTimestamps { $0 * 1000 }
  ///   .withWatermarkAlignment("numbers", maxAllowedWatermarkDrift: .seconds(20))
  /// env.fromSource(SequenceSource(from: 1, to: 10), watermarkStrategy: strategy, name: "Numbers")
  ///   .keyBy { $0 % 2 }.window(.tumbling(.seconds(5))).count().print()
  /// ```
  /// A split that is idle holds nobody back, nor does one that has ended. Splits of a bounded source are read one after the
  /// other: as in Flink, those that wait to be read hold nothing back, so a later one that begins before an earlier one ends
  /// has late records, unless the strategy's bound covers that.
  @inlinable @inline(__always) public func fromSource<Source: StreamSource>(
    _ source: Source, watermarkStrategy: WatermarkStrategy<Source.Record>, name: String, parallelism: Int? = nil
  ) -> DataStream<Source.Record> {
    if let punctuation = watermarkStrategy.punctuation {
      let timestamp = watermarkStrategy.timestamp
      return timedSource(source, watermarkStrategy, name, parallelism) { next, timing in
        DataStream<Source.Record>.assigner(timestamp, punctuation, into: next, timing)
      }
    }
    let assign = DataStream<Source.Record>.timing(watermarkStrategy.timestamp)
    return timedSource(source, watermarkStrategy, name, parallelism) { next, timing in
      DataStream<Source.Record>.assigner(assign, into: next, timing)
    }
  }

  /// - Parameter assigner: gives records their times in front of an output.
  @inlinable func timedSource<Source: StreamSource>(
    _ source: Source, _ strategy: WatermarkStrategy<Source.Record>, _ name: String, _ parallelism: Int?,
    _ assigner: @escaping @Sendable (Output<Source.Record>, SplitTiming) -> Output<Source.Record>
  ) -> DataStream<Source.Record> {
    let (outOfOrderness, idleness, alignment) = (strategy.outOfOrderness, strategy.idleness, strategy.alignment)
    return splitSource(source, name, parallelism) { context, output in
      let timing = SplitTiming(
        outOfOrderness: outOfOrderness, idleness: idleness, alignment: alignment, context: context, next: output.signal)
      return (assigner(output, timing), timing)
    }
  }

  /// Adds a source whose splits are enumerated once per job.
  /// - Parameter time: puts what gives records their times in front of an output.
  @inlinable func splitSource<Source: StreamSource>(
    _ source: Source, _ name: String, _ parallelism: Int?,
    _ time: @escaping @Sendable (OperatorContext, Output<Source.Record>) -> (Output<Source.Record>, SplitTiming?)
  ) -> DataStream<Source.Record> {
    let enumerate: @Sendable (Int) throws -> [[UInt8]] = { try SplitCoding.enumerate(source, "Source: \(name)", $0) }
    return preparedSource(name, parallelism: parallelism, source.boundedness, enumerate: enumerate) { context, output in
      let (output, timing) = time(context, output)
      let splits = try SplitsState(source, context)
      return PreparedSource(output: output) { out in try SplitReading.read(splits, timing, context, &out) }
    }
  }
}
