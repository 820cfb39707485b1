public import StreamRecords
public import TaskRuntime

/// A stream of records of one type, the result of a source or an operator.
public struct DataStream<Record: StreamCodable> {
  /// One operator that the records come from, and how they get here.
  @usableFromInline
  struct Input {
    @usableFromInline let node: OperatorNode
    @usableFromInline let shipping: Shipping
    @usableFromInline let sideOutput: String?
    /// Makes the sending end of an edge.
    @usableFromInline let send: @Sendable (OperatorContext, _ edge: Int) throws -> Output<Record>

    @inlinable init(
      node: OperatorNode, shipping: Shipping, sideOutput: String? = nil,
      send: @escaping @Sendable (OperatorContext, _ edge: Int) throws -> Output<Record>
    ) {
      self.node = node
      self.shipping = shipping
      self.sideOutput = sideOutput
      self.send = send
    }

    @usableFromInline var untyped: OperatorNode.Input {
      OperatorNode.Input(node: node, shipping: shipping, sideOutput: sideOutput)
    }
  }

  /// The environment that the stream is defined in.
  public let env: StreamExecutionEnvironment
  @usableFromInline let inputs: [Input]

  @inlinable init(env: StreamExecutionEnvironment, inputs: [Input]) {
    self.env = env
    self.inputs = inputs
  }

  @inlinable init(env: StreamExecutionEnvironment, node: OperatorNode, sideOutput: String? = nil) {
    self.init(
      env: env,
      inputs: [
        Input(node: node, shipping: .automatic, sideOutput: sideOutput) { context, edge in
          try Rebalancing.output(context.subtask, edge: edge)
        }
      ])
  }

  /// Adds an operator that reads this stream; all other operators are made with it.
  ///
  /// `build` makes one subtask's part of the operator, in front of where its records go. Call it from an `@inlinable`
  /// generic function, so that the closures it returns are compiled for the records' types.
  @inlinable public func transform<Out: StreamCodable>(
    _ name: String, _ build: @escaping @Sendable (OperatorContext, Output<Out>) throws -> Output<Record>
  ) -> DataStream<Out> {
    let inputs = self.inputs
    let node = env.add(name, inputs: inputs.map(\.untyped), outputType: "\(Out.self)") { node, lowering in
      let site = lowering.site(of: node)
      let next = lowering.output(of: node, as: Out.self)
      Self.connect(inputs, to: node, &lowering) { context in
        let context = try OperatorContext(context, site)
        return try build(context, context.sideOutputs.following(next.make(context.subtask)))
      }
    }
    return DataStream<Out>(env: env, node: node)
  }

  /// Adds a sink that reads this stream.
  @discardableResult @inlinable public func sink(
    _ name: String, _ build: @escaping @Sendable (OperatorContext) throws -> Output<Record>
  ) -> DataStreamSink {
    let inputs = self.inputs
    return env.addSink(name, inputs: inputs.map(\.untyped)) { node, lowering in
      let site = lowering.site(of: node)
      Self.connect(inputs, to: node, &lowering) { context in try build(OperatorContext(context, site)) }
    }
  }

  /// The same records, which reach the next operator by `send` instead.
  @inlinable func partitioned(
    _ shipping: Shipping, _ send: @escaping @Sendable (OperatorContext, _ edge: Int) throws -> Output<Record>
  ) -> DataStream<Record> {
    let inputs = inputs.map { input in
      Input(node: input.node, shipping: shipping, sideOutput: input.sideOutput, send: send)
    }
    return DataStream(env: env, inputs: inputs)
  }

  /// Chains an operator to its input, or puts edges between them.
  @inlinable static func connect(
    _ inputs: [Input], to node: OperatorNode, _ lowering: inout Lowering,
    _ make: @escaping @Sendable (SubtaskContext) throws -> Output<Record>
  ) {
    let edges = ship(inputs, to: node, firstInput: 0, &lowering, chained: OutputFactory(make: make))
    guard !edges.isEmpty else { return }
    let program = VertexProgram { context in
      let reader = try InputReader(context)
      reader.add(edges: edges, into: try make(context))
      return reader.run
    }
    lowering.setProgram(program, of: node)
  }

  /// Lets the records of `inputs` go to an operator, of whose inputs they are those from `firstInput` on.
  /// - Parameter chained: takes the records of an input that is in the same vertex.
  /// - Returns: the edges along which the other inputs arrive.
  @inlinable static func ship(
    _ inputs: [Input], to node: OperatorNode, firstInput: Int, _ lowering: inout Lowering,
    chained: OutputFactory<Record>? = nil
  ) -> [Int] {
    let settings = lowering.settings
    var edges: [Int] = []
    for (index, input) in inputs.enumerated() {
      guard let edge = lowering.edge(ofInput: firstInput + index, of: node) else {
        if let chained { lowering.addConsumer(chained, of: input.untyped) }
        continue
      }
      edges.append(edge)
      let send = input.send
      let sender = OutputFactory { context in
        try send(OperatorContext(subtask: context, settings: settings), edge)
      }
      lowering.addConsumer(sender, of: input.untyped)
    }
    return edges
  }
}
