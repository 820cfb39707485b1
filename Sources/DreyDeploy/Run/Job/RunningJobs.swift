import DreyModel
import JobManagerClient
import Synchronization

/// The jobs of a `main()` that runs on the client, for what it asks of them: the JobManagers that run them are asked by REST,
/// as any client would.
final class RunningJobs: Sendable {
  /// What is asked of a job's JobManager, with the id that the job has there.
  typealias Question = @Sendable (JobManagerClient, JobID) async throws -> JobView
  /// Asks the JobManager of a job; nil: it does not run yet.
  typealias Reach = @Sendable (_ ask: @escaping Question) async throws -> JobView?

  private struct State {
    var reaches: [Int: Reach] = [:]
    var results: [Int: JobResult] = [:]
  }

  /// How long a JobManager may take that has just been started, or is started again.
  private static let patience: Duration = .seconds(30)

  private let state = Mutex(State())

  /// From now on a job can be asked for.
  func began(executionIndex: Int, _ reach: @escaping Reach) { state.withLock { $0.reaches[executionIndex] = reach } }

  /// Nothing changes any more about a job.
  func ended(executionIndex: Int, _ result: JobResult) {
    state.withLock { state in
      state.results[executionIndex] = result
      state.reaches[executionIndex] = nil
    }
  }

  /// How a job is by now.
  func view(executionIndex: Int) async -> DriverReply {
    await reply(executionIndex, mayBeginLater: true) { client, id in
      JobView(status: try await client.status(of: id), accumulators: try await client.accumulators(of: id))
    }
  }

  /// Cancels a job, unless it has ended.
  func cancel(executionIndex: Int) async -> DriverReply {
    await reply(executionIndex, mayBeginLater: false) { client, id in
      do { try await client.cancel(id) } catch let error as JobManagerClientError where error.isConflict {}
      return JobView(status: try await client.status(of: id))
    }
  }

  private func reply(_ index: Int, mayBeginLater: Bool, _ question: @escaping Question) async -> DriverReply {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      let (reach, result) = state.withLock { ($0.reaches[index], $0.results[index]) }
      // A JobManager that does not answer may be gone since its job has ended, which is known in a moment.
      if let result { return .jobView(executionIndex: index, JobView(result)) }
      var failure = Failure(.infrastructure, "the job of execute number \(index) does not run yet")
      do {
        if let view = try await reach?(question) { return .jobView(executionIndex: index, view) }
        if mayBeginLater { return .jobView(executionIndex: index, JobView(status: .created)) }
      } catch { failure = Failure(ofRun: error) }
      guard ContinuousClock.now < deadline, !Task.isCancelled else {
        return .refused(executionIndex: index, failure)
      }
      try? await Task.sleep(for: .milliseconds(100))
    }
  }
}
