extension DataStream {
  /// Lets the operator that this stream comes from begin a new chain: it has its own thread, and those after it may join.
  ///
  /// ```swift
  /// lines.map { parse($0) }.startNewChain().filter { $0.isValid }.print()
  /// ```
  /// A union has no operator to do this with; so it is with the other calls of this kind.
  @discardableResult public func startNewChain() -> DataStream {
    if inputs.count == 1 { inputs[0].node.chaining = .head }
    return self
  }

  /// Keeps the operator that this stream comes from alone in its vertex, neither chained to those before nor after it.
  ///
  /// ```swift
  /// lines.map { parse($0) }.disableChaining().print()
  /// ```
  @discardableResult public func disableChaining() -> DataStream {
    if inputs.count == 1 { inputs[0].node.chaining = .never }
    return self
  }

  /// Puts the operator that this stream comes from into a group whose subtasks share slots with each other and with no
  /// others. Operators after it are in the same group, unless they name another or read from several groups; where
  /// nothing else is said they are in the group `default`.
  ///
  /// ```swift
  /// lines.map { score($0) }.slotSharingGroup("heavy").print().slotSharingGroup("default")
  /// ```
  /// A job needs as many slots as the highest parallelism of each group, all together.
  @discardableResult public func slotSharingGroup(_ name: String) -> DataStream {
    if inputs.count == 1 { inputs[0].node.slotSharingGroup = name }
    return self
  }
}

extension DataStreamSink {
  /// Keeps the sink alone in its vertex.
  @discardableResult public func disableChaining() -> DataStreamSink {
    node.chaining = .never
    return self
  }

  /// Puts the sink into a group whose subtasks share slots; see ``DataStream/slotSharingGroup(_:)``.
  @discardableResult public func slotSharingGroup(_ name: String) -> DataStreamSink {
    node.slotSharingGroup = name
    return self
  }
}

/// Whether an operator may be in one vertex with others.
enum ChainingStrategy {
  /// With those before it and after it.
  case always
  /// With those after it.
  case head
  case never
}
