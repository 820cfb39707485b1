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
  /// It is empty where the operator emits nothing of that name and type; a union has the side outputs of all its operators.
  @inlinable public func getSideOutput<Side: StreamCodable>(_ tag: OutputTag<Side>) -> DataStream<Side> {
    let sides = inputs.map { DataStream<Side>(env: env, node: $0.node, sideOutput: tag.id) }
    return DataStream<Side>(env: env, inputs: sides.flatMap(\.inputs))
  }
}
