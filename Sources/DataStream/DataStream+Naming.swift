extension DataStream {
  /// Names the operator that this stream comes from, as it shows in plans and messages. A union has no operator to name.
  @discardableResult public func name(_ name: String) -> DataStream {
    if inputs.count == 1 { inputs[0].node.name = name }
    return self
  }

  /// Gives the operator that this stream comes from an id that outlasts edits of the application.
  @discardableResult public func uid(_ uid: String) -> DataStream {
    if inputs.count == 1 { inputs[0].node.uid = uid }
    return self
  }

  /// Sets how many subtasks run the operator that this stream comes from.
  @discardableResult public func setParallelism(_ parallelism: Int) -> DataStream {
    if inputs.count == 1 { inputs[0].node.parallelism = parallelism }
    return self
  }

  /// Lets the operator that this stream comes from have the parallelism of another one, so that records stay in order.
  @usableFromInline func setParallelism<Other>(of other: DataStream<Other>) -> DataStream {
    if inputs.count == 1, other.inputs.count == 1 { inputs[0].node.parallelism = other.inputs[0].node.parallelism }
    return self
  }
}

/// The end of a stream.
public struct DataStreamSink {
  let node: OperatorNode

  @usableFromInline init(node: OperatorNode) { self.node = node }

  /// Names the sink, as it shows in plans and messages.
  @discardableResult public func name(_ name: String) -> DataStreamSink {
    node.name = name
    return self
  }

  /// Gives the sink an id that outlasts edits of the application.
  @discardableResult public func uid(_ uid: String) -> DataStreamSink {
    node.uid = uid
    return self
  }

  /// Sets how many subtasks run the sink.
  @discardableResult public func setParallelism(_ parallelism: Int) -> DataStreamSink {
    node.parallelism = parallelism
    return self
  }
}
