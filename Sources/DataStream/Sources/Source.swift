public import StreamRecords
public import TaskRuntime

extension StreamExecutionEnvironment {
  /// Adds a source; all other sources are made with it.
  ///
  /// `run` emits one subtask's share of the records. It looks at ``TaskRuntime/SubtaskContext/checkCancellation()`` and
  /// calls ``TaskRuntime/Emitter/endBatch()`` every thousand records or so, and returns at the end of its input. Call it
  /// from an `@inlinable` generic function where the records' type is generic.
  @inlinable public func source<Record: StreamCodable>(
    _ name: String, parallelism: Int? = nil,
    _ run: @escaping @Sendable (SubtaskContext, inout Emitter<Record>) throws -> Void
  ) -> DataStream<Record> {
    let node = add("Source: \(name)", inputs: [], outputType: "\(Record.self)", parallelism: parallelism) {
      node, lowering in
      let site = lowering.site(of: node)
      let next = lowering.output(of: node, as: Record.self)
      let program = VertexProgram { context in
        let output = try OperatorContext(context, site).sideOutputs.following(next.make(context))
        return { try context.runSource(into: output, run) }
      }
      lowering.setProgram(program, of: node)
    }
    return DataStream(env: self, node: node)
  }
}
