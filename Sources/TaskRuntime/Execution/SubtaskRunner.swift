import DreyModel

/// The life of one subtask on its thread: prepare, run, and say how it ended.
struct SubtaskRunner: Sendable {
  private let subtask: SubtaskID
  private let program: VertexProgram
  private let context: SubtaskContext
  private let report: @Sendable (SubtaskUpdate) -> Void

  init(
    _ subtask: SubtaskID, program: JobProgram, context: SubtaskContext,
    report: @escaping @Sendable (SubtaskUpdate) -> Void
  ) {
    self.subtask = subtask
    self.program = program.vertices[subtask.vertex]
    self.context = context
    self.report = report
  }

  /// - Returns: why the subtask did not finish, or nil.
  func run(_ cancellation: Cancellation) -> Failure? {
    defer { context.processingTime.stop() }
    do {
      tell(.initializing)
      let body = try program.prepare(context)
      tell(.running)
      try body()
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
    report(SubtaskUpdate(subtask: subtask, state: state, failure: failure))
  }

  private func described(_ error: any Error) -> Failure {
    if let failure = error as? Failure { return failure }
    let place = "'\(context.vertex.name)' subtask \(context.index + 1)/\(context.parallelism)"
    return Failure(.user, "\(place) failed: \(error)")
  }
}
