import DreyModel
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
  /// themselves; those from further up do not pass. An error that the strategy throws fails the job. All records of a subtask
  /// count as one stream; ``StreamExecutionEnvironment/fromSource(_:watermarkStrategy:name:parallelism:)`` knows the splits.
  @inlinable @inline(__always) public func assignTimestampsAndWatermarks(
    _ strategy: WatermarkStrategy<Record>
  ) -> DataStream<Record> {
    if let alignment = strategy.alignment { return refused(alignment) }
    if let punctuation = strategy.punctuation { return assign(strategy, punctuation) }
    let (outOfOrderness, idleness) = (strategy.outOfOrderness, strategy.idleness)
    let assign = Self.timing(strategy.timestamp)
    return transform("Timestamps/Watermarks") { context, next in
      let emission = WatermarkEmission(
        outOfOrderness: outOfOrderness, idleness: idleness, context: context, next: next.signal)
      return Self.assigner(assign, into: next, emission)
    }
  }

  @inlinable func assign(
    _ strategy: WatermarkStrategy<Record>, _ punctuation: @escaping @Sendable (Record, Int) throws -> Int?
  ) -> DataStream<Record> {
    let (timestamp, idleness) = (strategy.timestamp, strategy.idleness)
    return transform("Timestamps/Watermarks") { context, next in
      let emission = WatermarkEmission(outOfOrderness: nil, idleness: idleness, context: context, next: next.signal)
      return Self.assigner(timestamp, punctuation, into: next, emission)
    }
  }

  /// Makes the job invalid, since an operator cannot keep a source from being read.
  @usableFromInline func refused(_ alignment: WatermarkAlignmentParams) -> DataStream<Record> {
    let stream: DataStream<Record> = transform("Timestamps/Watermarks") { _, next in next }
    let failure = Failure(
      .user,
      "assignTimestampsAndWatermarks cannot align watermarks (group '\(alignment.group)'): only a source can wait for others",
      advice: "Give the strategy to the source: env.fromSource(source, watermarkStrategy: strategy, name: \"NAME\").")
    for input in stream.inputs { input.node.refusal = failure }
    return stream
  }
}
