public import StreamRecords
public import TaskRuntime

extension DataStream {
  /// Adds an operator that reads this stream and has a second output; see ``DataStream/transform(_:_:)``.
  ///
  /// `build` is handed both outputs. Signals that are sent to the first go to the second as well, in front of it, so pass on
  /// all records of both before them.
  @inlinable public func transform<Out: StreamCodable, Side: StreamCodable>(
    _ name: String, sideOutput tag: OutputTag<Side>,
    _ build: @escaping @Sendable (OperatorContext, Output<Out>, Output<Side>) throws -> Output<Record>
  ) -> DataStream<Out> {
    let inputs = self.inputs
    let node = env.add(name, inputs: inputs.map(\.untyped), outputType: "\(Out.self)") { node, lowering in
      let site = lowering.site(of: node, except: (tag.id, ObjectIdentifier(Side.self)))
      let next = lowering.output(of: node, as: Out.self)
      let side = lowering.output(of: node, sideOutput: tag.id, as: Side.self)
      Self.connect(inputs, to: node, &lowering) { context in
        let (main, side) = (try next.make(context), try side.make(context))
        let both = Output<Out>(
          batch: main.batch,
          signal: { signal in
            try side.signal(signal)
            try main.signal(signal)
          })
        let operatorContext = try OperatorContext(context, site)
        return try build(operatorContext, operatorContext.sideOutputs.following(both), side)
      }
    }
    return DataStream<Out>(env: env, node: node)
  }
}
