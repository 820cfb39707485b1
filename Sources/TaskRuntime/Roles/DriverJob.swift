import DreyModel
import Synchronization

/// A job that a supervisor runs, or has others run.
final class DriverJob: SubmittedJob {
  private let executionIndex: Int
  private let control: ControlConnection
  private let ending = PendingResult()
  /// Questions that the supervisor has yet to answer; it does so in their order.
  private let questions = Mutex<[Pending<Result<JobView, Failure>>]>([])

  init(executionIndex: Int, control: ControlConnection) {
    self.executionIndex = executionIndex
    self.control = control
  }

  func result() async -> JobResult { await ending.wait() }

  func view() async throws -> JobView {
    if let result = ending.current { return JobView(result) }
    return try await ask(.askJob(executionIndex: executionIndex))
  }

  func cancel() async throws {
    guard ending.current == nil else { return }
    _ = try await ask(.cancelJob(executionIndex: executionIndex))
  }

  func ended(_ result: JobResult) { ending.deliver(result) }

  func answered(_ answer: Result<JobView, Failure>) {
    questions.withLock { $0.isEmpty ? nil : $0.removeFirst() }?.deliver(answer)
  }

  private func ask(_ question: DriverMessage) async throws -> JobView {
    let answer = Pending<Result<JobView, Failure>>()
    // Sent under the lock, so that the order of questions is the order of those who wait for an answer.
    try questions.withLock { questions in
      try control.send(question)
      questions.append(answer)
    }
    return try await answer.wait().get()
  }
}
