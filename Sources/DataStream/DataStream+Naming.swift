import DreyModel

extension DataStream {
  /// Names the operator that this stream comes from, as it shows in plans and messages. A union has no operator to name.
  @discardableResult public func name(_ name: String) -> DataStream {
    if inputs.count == 1 { inputs[0].node.name = name }
    return self
  }

  /// Gives the operator that this stream comes from an id that outlasts edits of the application.
  ///
  /// Where the operator consists of several, such as a window join, the id reaches all of them. A job is refused where two
  /// operators have one id, where an operator is given two, and where a union, which is not an operator, is given one.
  @discardableResult public func uid(_ uid: String) -> DataStream {
    if inputs.count == 1 {
      inputs[0].node.give(uid: uid)
    } else {
      inputs.first?.node.refusal = Failure(
        .user, "the uid '\(uid)' is given to a union, which is not an operator",
        advice: "Give the uid to the operators before or behind the union.")
    }
    return self
  }

  /// Lets the operators that another stream comes from be hidden parts of the one that this stream comes from.
  /// - Parameter names: of the parts, in their order.
  @usableFromInline func with<Other>(parts names: [String], of other: DataStream<Other>) -> DataStream {
    for (name, part) in zip(names, other.inputs) { part.node.becomePart(name, of: inputs[0].node) }
    return self
  }

  /// The sink whose writer this stream comes from.
  @usableFromInline func sink(committedBy committer: DataStreamSink, of sink: Any) -> DataStreamSink {
    let writer = inputs[0].node
    committer.node.becomePart("Committer", of: writer)
    if let sink = sink as? any FolderSink {
      writer.output = sink.folder
      writer.refusal = sink.problem
    }
    return DataStreamSink(node: writer)
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

  /// Gives the sink an id that outlasts edits of the application; it reaches the committer of a committing sink as well.
  @discardableResult public func uid(_ uid: String) -> DataStreamSink {
    node.give(uid: uid)
    return self
  }

  /// Sets how many subtasks run the sink.
  @discardableResult public func setParallelism(_ parallelism: Int) -> DataStreamSink {
    node.parallelism = parallelism
    return self
  }
}
