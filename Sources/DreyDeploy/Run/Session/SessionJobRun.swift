import DreyModel
import JobManagerClient

/// One job of a session, from its submission to its end.
struct SessionJobRun: Sendable {
  let connection: SessionConnection
  /// The executable, on this machine.
  let executable: String
  /// The executable, as the session knew it at the beginning.
  let jarID: String
  let arguments: [String]
  let parallelism: Int
  /// What jobs go by that say nothing else themselves.
  let configuration: Options
  /// Who is told which jobs can be asked for.
  let running: RunningJobs
  let observer: any RunObserver
  /// A checkpoint of a job that is cancelled would not stay: both that are kept are savepoints.
  var onInterrupt: OnInterrupt?

  /// Submits a job; it may have to wait for slots.
  func submit(_ job: ShippedJob, as id: JobID) async throws {
    var submission = job.submission
    submission.configuration = Options(configuration.values.merging(submission.configuration.values) { $1 })
    var request = SessionJob(
      jobID: id, jarID: jarID, arguments: arguments, parallelism: parallelism,
      earlier: job.earlierResults.map(Self.earlier), submission: submission)
    do { try await connection.client.submit(request) } catch let error as JobManagerClientError where error.isNotFound {
      // The session removes executables that no job has needed for a while.
      request.jarID = try await connection.client.ensureJar(file: executable)
      try await connection.client.submit(request)
    }
  }

  /// The session keeps the results of its jobs. One that failed before it ever became a job of the session has no
  /// accumulators, and is sent as it is.
  private static func earlier(_ result: JobResult?) -> EarlierExecution {
    guard let result else { return .running }
    return result.status == .finished || !result.accumulators.isEmpty ? .job(result.jobID) : .result(result)
  }

  /// Submits a job and follows it to its end. Where the calling task is cancelled, so is the job.
  func run(_ job: ShippedJob) async throws -> RunOutcome {
    let id = JobID.random()
    let follower = SessionJobFollower(
      connection: connection, id: id, name: job.submission.graph.name, observer: observer)
    do { return RunOutcome(of: try await follow(job, as: id, follower)) } catch is CancellationError {
      // What the session keeps outlives the run, so there is always a place for a savepoint.
      let saved = await Task { await save(id) }.value
      if saved.isEmpty { await follower.cancel() }
      return RunOutcome(interrupted: saved)
    }
  }

  private func save(_ id: JobID) async -> [SavedState] {
    await GracefulEnd(
      client: connection.client, only: id, spec: connection.cluster.spec, target: type(of: connection.target).name,
      snapshot: onInterrupt == .cancel ? .none(advice: nil) : .savepoint, observer: observer
    ).run()
  }

  private func follow(
    _ job: ShippedJob, as id: JobID, _ follower: SessionJobFollower
  ) async throws -> JobResult {
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      let records = SessionRecords(of: id, on: connection, observer: observer)
      try await records.begin(in: &group)
      try await submit(job, as: id)
      running.began(executionIndex: job.submission.executionIndex) { [connection] ask in
        try await connection.asking { try await ask($0, id) }
      }
      try await follower.watch(requiredSlots: job.submission.graph.requiredSlots)
      let result = try await follower.result()
      do {
        // What ran on a TaskManager that is gone has no end to wait for.
        let present = Set(try await connection.client.taskManagers().map(\.id))
        try await records.finish(
          on: try await connection.taskManagers(of: id).intersection(present), isWhole: result.status == .finished,
          in: &group)
      } catch let error where result.status != .finished && !(error is CancellationError) {
        // Why the job failed says more than that some of its records are missing.
        observer.detail(.run, "\(Failure(ofRun: error))")
      }
      return result
    }
  }
}
