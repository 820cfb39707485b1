public import StreamRecords
public import TaskRuntime

extension StreamExecutionEnvironment {
  /// Adds a source; all other sources are made with it.
  ///
  /// `run` emits one subtask's share of the records. It calls ``TaskRuntime/Emitter/endBatch()`` and then
  /// ``TaskRuntime/SubtaskContext/checkCancellation()`` every thousand records or so, and returns at the end of its input. Call
  /// it from an `@inlinable` generic function where the records' type is generic. What it has emitted is in no checkpoint: after
  /// a failure it begins anew, other than ``fromSource(_:name:parallelism:)``.
  /// - Parameter boundedness: whether `run` returns by itself; if not, a job in batch mode is refused.
  @inlinable public func source<Record: StreamCodable>(
    _ name: String, parallelism: Int? = nil, boundedness: Boundedness = .bounded,
    _ run: @escaping @Sendable (SubtaskContext, inout Emitter<Record>) throws -> Void
  ) -> DataStream<Record> {
    preparedSource(name, parallelism: parallelism, boundedness) { context, output in
      PreparedSource(output: output) { out in
        try context.subtask.checkpoints.checkTaken(by: context.uid)
        try run(context.subtask, &out)
      }
    }
  }

  /// Adds a source that puts something in front of its output.
  /// - Parameter enumerate: see ``TaskRuntime/VertexProgram/enumerate``.
  @inlinable func preparedSource<Record: StreamCodable>(
    _ name: String, parallelism: Int?, _ boundedness: Boundedness,
    enumerate: (@Sendable (Int) throws -> [[UInt8]])? = nil,
    _ prepare: @escaping @Sendable (OperatorContext, Output<Record>) throws -> PreparedSource<Record>
  ) -> DataStream<Record> {
    let node = add("Source: \(name)", inputs: [], outputType: "\(Record.self)", parallelism: parallelism) {
      node, lowering in
      let site = lowering.site(of: node)
      let next = lowering.output(of: node, as: Record.self)
      let program = VertexProgram(enumerate: enumerate) { context in
        let operatorContext = try OperatorContext(context, site)
        let output = try operatorContext.sideOutputs.following(next.make(context))
        let source = try prepare(operatorContext, output)
        return { try context.runSource(into: source.output) { _, out in try source.run(&out) } }
      }
      lowering.setProgram(program, of: node)
    }
    node.boundedness = boundedness
    return DataStream(env: self, node: node)
  }
}

/// One subtask of a source.
@usableFromInline
struct PreparedSource<Record> {
  @usableFromInline let output: Output<Record>
  /// Emits its records.
  @usableFromInline let run: (inout Emitter<Record>) throws -> Void

  @usableFromInline init(output: Output<Record>, run: @escaping (inout Emitter<Record>) throws -> Void) {
    self.output = output
    self.run = run
  }
}
