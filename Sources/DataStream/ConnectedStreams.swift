public import StreamRecords
public import TaskRuntime

/// Two streams whose records go to the same operator, each to its own side of it.
public struct ConnectedStreams<First: StreamCodable, Second: StreamCodable> {
  /// The first stream.
  public let first: DataStream<First>
  /// The second stream, of the same environment.
  public let second: DataStream<Second>

  @inlinable init(first: DataStream<First>, second: DataStream<Second>) {
    self.first = first
    self.second = second
  }

  /// Adds an operator that reads both streams; all other operators with two inputs are made with it.
  ///
  /// `build` makes one subtask's part of the operator: its two sides, whose signals come together in a
  /// ``TaskRuntime/SignalMerge``. Call it from an `@inlinable` generic function, so that the closures it returns are
  /// compiled for the records' types.
  @inlinable public func transform<Out: StreamCodable>(
    _ name: String,
    _ build: @escaping @Sendable (OperatorContext, Output<Out>) throws -> (Output<First>, Output<Second>)
  ) -> DataStream<Out> {
    let (firstInputs, secondInputs) = (first.inputs, second.inputs)
    let inputs = firstInputs.map(\.untyped) + secondInputs.map(\.untyped)
    let node = first.env.add(name, inputs: inputs, outputType: "\(Out.self)") { node, lowering in
      let site = lowering.site(of: node)
      let next = lowering.output(of: node, as: Out.self)
      let firstEdges = DataStream.ship(firstInputs, to: node, firstInput: 0, &lowering)
      let secondEdges = DataStream.ship(secondInputs, to: node, firstInput: firstInputs.count, &lowering)
      let program = VertexProgram { context in
        let reader = try InputReader(context)
        let operatorContext = try OperatorContext(context, site)
        let sides = try build(operatorContext, operatorContext.sideOutputs.following(next.make(context)))
        reader.add(edges: firstEdges, into: sides.0)
        reader.add(edges: secondEdges, into: sides.1)
        return reader.run
      }
      lowering.setProgram(program, of: node)
    }
    return DataStream<Out>(env: first.env, node: node)
  }
}
