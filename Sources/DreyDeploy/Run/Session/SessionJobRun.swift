import DreyModel
import JobManagerClient

/// One job of a session, from its submission to its end.
struct SessionJobRun: Sendable {
  let connection: SessionConnection
  /// The executable, as the session knows it.
  let jarID: String
  let arguments: [String]
  let parallelism: Int
  let observer: any RunObserver

  /// How long a job that is cancelled may take to end.
  private static let patience: Duration = .seconds(10)

  /// Submits a job; it may have to wait for slots.
  func submit(_ job: ShippedJob, as id: JobID) async throws {
    try await connection.client.submit(
      SessionJob(
        jobID: id, jarID: jarID, arguments: arguments, parallelism: parallelism, earlierResults: job.earlierResults,
        submission: job.submission))
  }

  /// Submits a job and follows it to its end. Where the calling task is cancelled, so is the job.
  func run(_ job: ShippedJob) async throws -> RunOutcome {
    let id = JobID.random()
    let name = job.submission.graph.name
    do {
      let result = try await follow(job, as: id)
      let status: ApplicationStatus =
        result.status == .finished ? .succeeded : result.status == .canceled ? .canceled : .failed
      return RunOutcome(ApplicationResult(status: status, jobs: [result], failure: result.failure))
    } catch is CancellationError {
      // Not ended by the cancellation that it carries out.
      await Task { await cancel(id, name) }.value
      throw CancellationError()
    }
  }

  private func follow(_ job: ShippedJob, as id: JobID) async throws -> JobResult {
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      let records = SessionRecords(of: id, on: connection, observer: observer)
      try await records.begin(in: &group)
      try await submit(job, as: id)
      try await watch(id, job.submission.graph)
      let result = try await result(of: id, job.submission.graph.name)
      do {
        // What ran on a TaskManager that is gone has no end to wait for.
        let present = Set(try await connection.client.taskManagers().map(\.id))
        try await records.finish(on: try await connection.taskManagers(of: id).intersection(present), in: &group)
      } catch let error where result.status != .finished && !(error is CancellationError) {
        // Why the job failed says more than that some of its records are missing.
        observer.detail(.run, "\(Failure(ofRun: error))")
      }
      return result
    }
  }

  /// Tells of every state of the job that it sees, until the last.
  private func watch(_ id: JobID, _ graph: JobGraph) async throws {
    var last: JobStatus?
    var interval: Duration = .milliseconds(10)
    while true {
      let status = try await connection.client.status(of: id)
      if status.isGloballyTerminal { return }
      if status != last {
        interval = .milliseconds(10)
        last = status
        observer.event(.jobStatusChanged(jobID: id, name: graph.name, status: status, failure: nil), from: place)
        if status == .created { try await tellOfQueue(graph) }
      }
      try await Task.sleep(for: interval)
      interval = min(interval * 1.5, .milliseconds(250))
    }
  }

  private func tellOfQueue(_ graph: JobGraph) async throws {
    let overview = try await connection.client.overview()
    observer.event(
      .slotsMissing(job: graph.name, required: graph.requiredSlots, available: overview.slotsAvailable), from: place)
  }

  private func result(of id: JobID, _ name: String) async throws -> JobResult {
    let result = JobResult(of: try await connection.client.result(of: id), name: name)
    observer.event(
      .jobStatusChanged(jobID: id, name: name, status: result.status, failure: result.failure), from: place)
    return result
  }

  /// Returns once the job has ended, or cannot be known to.
  private func cancel(_ id: JobID, _ name: String) async {
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
      failure: result.failureCause.map { $0.failure ?? Failure(.user, $0.stackTrace) })
  }
}
