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
    let (outOfOrderness, idleness) = (strategy.outOfOrderness, strategy.idleness)
    let assigner = strategy.assigner()
    let stream: DataStream<Record> = transform("Timestamps/Watermarks") { context, next in
      assigner(
        next,
        WatermarkEmission(outOfOrderness: outOfOrderness, idleness: idleness, context: context, next: next.signal))
    }
    if let alignment = strategy.alignment { stream.refuse(alignment) }
    return stream
  }

  /// Makes the job invalid, since an operator cannot keep a source from being read.
  @usableFromInline func refuse(_ alignment: WatermarkAlignmentParams) {
    let failure = Failure(
      .user,
      "assignTimestampsAndWatermarks cannot align watermarks (group '\(alignment.group)'): only a source can wait for others",
      advice: "Give the strategy to the source: env.fromSource(source, watermarkStrategy: strategy, name: \"NAME\").")
    for input in inputs { input.node.refusal = failure }
  }
}
