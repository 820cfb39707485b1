public import StreamRecords

/// Names a second output of an operator, and the type of the records that go there.
public struct OutputTag<Record: StreamCodable>: Sendable {
  /// Unique among the tags of an operator.
  public let id: String

  /// A tag of that name.
  public init(_ id: String) { self.id = id }
}

extension DataStream {
  /// What the operator that this stream comes from emits to a side output.
  ///
  /// ```swift
  /// let late = OutputTag<Bid>("late")
  /// let counts = bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).sideOutputLateData(late).count()
  /// counts.getSideOutput(late).print("late")
  /// ```
  /// A union comes from no single operator and has no side output: the stream is empty then.
  @inlinable public func getSideOutput<Side: StreamCodable>(_ tag: OutputTag<Side>) -> DataStream<Side> {
    guard inputs.count == 1 else { return DataStream<Side>(env: env, inputs: []) }
    return DataStream<Side>(env: env, node: inputs[0].node, sideOutput: tag.id)
  }
}
