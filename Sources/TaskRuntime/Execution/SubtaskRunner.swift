import DreyModel

/// The life of one subtask on its thread: prepare, run, and say how it ended.
struct SubtaskRunner: Sendable {
  private let program: VertexProgram
  private let context: SubtaskContext
  private let report: @Sendable (SubtaskUpdate) -> Void

  init(
    program: JobProgram, context: SubtaskContext,
    report: @escaping @Sendable (SubtaskUpdate) -> Void
  ) {
    self.program = program.vertices[context.vertex.id]
    self.context = context
    self.report = report
  }

  /// - Returns: why the subtask did not finish, or nil.
  func run(_ cancellation: Cancellation) -> Failure? {
    defer {
      context.processingTime.stop()
      context.checkpoints.abandon()
    }
    do {
      tell(.initializing)
      let body = try program.prepare(context)
      try context.checkpoints.checkTaken(by: context.vertex, isSource: context.gate == nil)
      context.checkpoints.restoration.end()
      context.monitor.meter.begin()
      tell(.running)
      try body()
      context.checkpoints.finish()
      tell(.finished)
      return nil
    } catch {
      return fail(described(error), cancellation)
    }
  }

  /// Reports the failure, then cancels the others. An error of a job that is being cancelled is the cancellation's.
  func fail(_ failure: Failure, _ cancellation: Cancellation) -> Failure {
    if cancellation.isCancelled || failure.domain == .cancelled {
      tell(.canceled)
      return Cancellation.failure
    }
    tell(.failed, failure)
    cancellation.cancel()
    return failure
  }

  private func tell(_ state: ExecutionState, _ failure: Failure? = nil) {
    if state.isTerminal { context.monitor.meter.finish() }
    report(context.monitor.update(state, failure))
  }

  private func described(_ error: any Error) -> Failure {
    if let failure = error as? Failure { return failure }
    let place = "'\(context.vertex.name)' subtask \(context.index + 1)/\(context.parallelism)"
    return Failure(.user, "\(place) failed: \(error)")
  }
}
