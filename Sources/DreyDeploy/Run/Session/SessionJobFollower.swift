import DreyModel
import JobManagerClient

/// Follows a job of a session to its end, or brings it about.
struct SessionJobFollower: Sendable {
  let connection: SessionConnection
  let id: JobID
  let name: String
  let observer: any RunObserver

  /// How long a job that is cancelled may take to end.
  private static let patience: Duration = .seconds(10)

  /// Tells of every state of the job that it sees, until the last.
  /// - Parameter requiredSlots: nil: nobody knows.
  func watch(requiredSlots: Int? = nil) async throws {
    var last: JobStatus?
    var interval: Duration = .milliseconds(10)
    while true {
      let status = try await connection.asking { try await $0.status(of: id) }
      if status.isGloballyTerminal { return }
      if status != last {
        interval = .milliseconds(10)
        last = status
        observer.event(.jobStatusChanged(jobID: id, name: name, status: status, failure: nil), from: place)
        if status == .created, let requiredSlots { try await tellOfQueue(requiredSlots) }
      }
      try await Task.sleep(for: interval)
      interval = min(interval * 1.5, .milliseconds(250))
    }
  }

  private func tellOfQueue(_ requiredSlots: Int) async throws {
    let overview = try await connection.client.overview()
    observer.event(
      .slotsMissing(job: name, required: requiredSlots, available: overview.slotsAvailable), from: place)
  }

  func result() async throws -> JobResult {
    let result = JobResult(of: try await connection.asking { try await $0.result(of: id) }, name: name)
    observer.event(
      .jobStatusChanged(jobID: id, name: name, status: result.status, failure: result.failure), from: place)
    return result
  }

  /// Returns once the job has ended, or cannot be known to. Not ended by a cancellation of the calling task.
  func cancel() async { await Task { await carryOutCancellation() }.value }

  private func carryOutCancellation() async {
    do {
      try await connection.client.cancel(id)
      _ = try await withThrowingTaskGroup(of: JobStatus.self) { group in
        defer { group.cancelAll() }
        group.addTask { try await connection.client.waitForEnd(of: id) }
        group.addTask {
          try await Task.sleep(for: Self.patience)
          throw Failure(.timeout, "it has not ended within \(Self.patience)")
        }
        return try await group.next() ?? .canceled
      }
    } catch let error as JobManagerClientError where error.isConflict || error.isNotFound {
      // It had ended, or was never submitted.
    } catch {
      observer.progress(.run, "job '\(name)' (\(id)) may go on in session \(place): \(Failure(ofRun: error).message)")
    }
  }

  private var place: String { connection.cluster.name }
}

extension JobResult {
  /// A result as Flink's REST API has it.
  init(of result: JobExecutionResultInfo.Result, name: String) {
    let status: JobStatus =
      switch result.applicationStatus {
      case .succeeded: .finished
      case .canceled: .canceled
      case .failed, .unknown: .failed
      }
    self.init(
      jobID: result.id, name: name, status: status, netRuntime: result.netRuntime,
      failure: result.failureCause.map { $0.failure ?? Failure(.user, $0.stackTrace) },
      accumulators: result.accumulatorResults.compactMapValues(AccumulatorValue.init(text:)))
  }
}
