import DreyModel
import JobManagerClient

/// One run of a JAR in a session of Apache Flink: `main()` runs in the JobManager as far as the job that it submits.
public struct SessionJarRun: DeploymentRun {
  private let request: RunRequest
  private let path: String
  private let cluster: String
  private let parallelism: Int?
  private let isDetached: Bool

  /// - Parameters:
  ///   - path: of the JAR.
  ///   - cluster: the session's name.
  ///   - parallelism: what the job has where it does not say; nil: what the cluster says.
  ///   - isDetached: whether to leave the job to the session once it was submitted.
  init(_ request: RunRequest, jar path: String, cluster: String, parallelism: Int?, isDetached: Bool) {
    self.request = request
    self.path = path
    self.cluster = cluster
    self.parallelism = parallelism
    self.isDetached = isDetached
  }

  public func plan() async throws -> PlanReport {
    try await request.withSession(cluster) { connection in
      let entryClass = try await entryClass(on: connection)
      let upload = PlanReport.Step(
        id: 1, operation: "session \(cluster): upload \(path), unless the same is there",
        cause: "its JobManager runs it",
        dependencies: [])
      let run = PlanReport.Step(
        id: 2, operation: "session \(cluster): run \(entryClass)", cause: "main() runs in the JobManager",
        dependencies: [1])
      return PlanReport(steps: [upload, run])
    }
  }

  public func run() async -> RunOutcome {
    var outcome: RunOutcome
    do { outcome = try await request.withSession(cluster, submitAndFollow) } catch {
      outcome = RunOutcome(Failure(ofRun: error))
    }
    request.clock.begin(nil)
    outcome.durations = request.clock.durations
    return outcome
  }

  private func entryClass(on connection: SessionConnection) async throws -> String {
    async let configuration = connection.client.configuration()
    async let environment = connection.client.jobManagerEnvironment()
    let (version, release) = try await (configuration.version, environment.jvm.release)
    return try JarCheck(observer: request.observer).entryClass(
      of: path, request.selection, javaRelease: release, flinkVersion: version)
  }

  private func submitAndFollow(_ connection: SessionConnection) async throws -> RunOutcome {
    let entryClass = try await entryClass(on: connection)
    request.clock.begin(.create)
    let jar = try await connection.client.ensureJar(file: path)
    request.clock.begin(.run)
    let id = JobID.random()
    do {
      try await submit(jar, entryClass, as: id, to: connection)
    } catch is CancellationError {
      // It may have arrived.
      await follower(of: id, named: entryClass, connection).cancel()
      throw CancellationError()
    }
    guard !isDetached else {
      var outcome = RunOutcome(exitCode: .finished)
      outcome.submittedJobs = [id]
      return outcome
    }
    return try await follow(id, on: connection)
  }

  private func submit(
    _ jar: String, _ entryClass: String, as id: JobID, to connection: SessionConnection
  ) async throws {
    let savepoint = request.selection.savepoint
    let run = JarRunRequest(
      jobID: id, entryClass: entryClass, programArguments: request.spec.arguments, parallelism: parallelism,
      savepointPath: savepoint?.path, allowNonRestoredState: savepoint?.allowsNonRestoredState)
    do { try await connection.client.runJar(jar, run) } catch let error as JobManagerClientError {
      guard case .refused(_, let errors) = error.reason, let cause = errors.last else { throw error }
      throw Failure(
        .user, "\(entryClass) submitted no job: \(cause)",
        advice: "Flink's log says more: drey logs \(cluster) --role jobmanager")
    }
  }

  /// Where the calling task is cancelled, or the time has passed, so is the job.
  private func follow(_ id: JobID, on connection: SessionConnection) async throws -> RunOutcome {
    let follower = follower(of: id, named: try await connection.client.job(id).name, connection)
    do {
      return try await withThrowingTaskGroup(of: JobResult?.self) { group in
        defer { group.cancelAll() }
        group.addTask {
          try await follower.watch()
          return try await follower.result()
        }
        group.addTask {
          try await SessionGuard(connection: connection, observer: request.observer).run()
          return nil
        }
        if let timeout = request.timeout { group.addTask { try await Self.expire(after: timeout) } }
        while let result = try await group.next() { if let result { return RunOutcome(of: result) } }
        throw CancellationError()
      }
    } catch let error where error is CancellationError || (error as? Failure)?.domain == .timeout {
      await follower.cancel()
      throw error
    }
  }

  private static func expire(after timeout: Duration) async throws -> JobResult? {
    try await Task.sleep(for: timeout)
    throw Failure(.timeout, "the job did not end within \(timeout)", advice: "Raise --timeout.")
  }

  private func follower(of id: JobID, named name: String, _ connection: SessionConnection) -> SessionJobFollower {
    SessionJobFollower(connection: connection, id: id, name: name, observer: request.observer)
  }
}
