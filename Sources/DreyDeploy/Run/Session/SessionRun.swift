public import DreyModel
import JobManagerClient

/// One run of an application in a session: `main()` runs on the client, its jobs on a cluster that is there already.
public struct SessionRun: DeploymentRun {
  private let request: RunRequest
  private let cluster: String
  private let parallelism: Int?
  private let isDetached: Bool

  /// - Parameters:
  ///   - cluster: the session's name.
  ///   - parallelism: what the jobs have where they do not say; nil: what the cluster says.
  ///   - isDetached: whether to leave the first job to the session once it was submitted, and not to go on with `main()`.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where `main()` cannot run on this machine.
  public init(
    _ request: RunRequest, cluster: String, parallelism: Int? = nil, isDetached: Bool = false
  ) throws(Failure) {
    if case .image(let reference) = request.source {
      throw Failure(
        .usage, "'\(reference)' is an image, but in session mode main() runs on the client",
        advice: "Give the application's package folder or its executable, or use --mode application.")
    }
    self.request = request
    self.cluster = cluster
    self.parallelism = parallelism
    self.isDetached = isDetached
  }

  /// What is sent to the session. `main()` is not run, so its jobs are not known.
  public func plan() async throws -> PlanReport {
    try await withSession { connection, executable in
      let digest = try Self.digest(of: executable)
      let isThere = try await connection.client.jars().contains { $0.id.hasPrefix(digest) }
      let upload = PlanReport.Step(
        id: 1, operation: "session \(cluster): \(isThere ? "has" : "upload") \(executable)",
        cause: "workers run it; sha256 \(digest.prefix(12))", dependencies: [])
      let submit = PlanReport.Step(
        id: 2, operation: "session \(cluster): submit each job that main() executes on this machine",
        cause: "main() runs on the client", dependencies: [1])
      return PlanReport(steps: [upload, submit])
    }
  }

  public func run() async -> RunOutcome {
    var outcome: RunOutcome
    do {
      outcome = try await withSession { try await supervise($0, executable: $1) }
    } catch {
      outcome = RunOutcome(Failure(ofRun: error))
    }
    request.clock.begin(nil)
    outcome.durations = request.clock.durations
    return outcome
  }

  private static func digest(of executable: String) throws(Failure) -> String {
    var digest = ""
    try MappedFile(path: executable).withBytes { digest = ContentHash.sha256($0) }
    return digest
  }

  private func withSession<R>(_ body: (SessionConnection, String) async throws -> R) async throws -> R {
    try await request.withSession(cluster) { connection in
      guard case .executable(let path) = try await request.build(on: connection.target) else {
        throw Failure(.usage, "in session mode an executable is needed", advice: "Use --mode application for an image.")
      }
      return try await body(connection, path)
    }
  }

  /// What was given by `-D`, and the savepoint to go on from.
  private func configuration(on connection: SessionConnection) throws(Failure) -> Options {
    guard var savepoint = request.selection.savepoint else { return request.spec.options }
    let volumes = connection.cluster.spec?.volumes ?? []
    savepoint.path =
      request.target == .local
      ? try SavepointPath.onThisMachine(savepoint.path)
      : try SavepointPath(volumes: volumes, hasState: true).inMembers(savepoint.path)
    return Options(request.spec.options.values.merging(savepoint.options.values) { $1 })
  }

  private func supervise(_ connection: SessionConnection, executable path: String) async throws -> RunOutcome {
    try ExecutableFile(path: path).checkRunnableHere(path: path)
    let configuration = try configuration(on: connection)
    request.clock.begin(.create)
    let jar = try await connection.client.ensureJar(file: path)
    let slots = try await connection.client.overview().slotsTotal
    let parallelism: Int
    if let given = self.parallelism {
      parallelism = given
    } else {
      parallelism = try await connection.defaultParallelism()
    }
    request.clock.begin(.run)
    try Task.checkCancellation()
    let running = RunningJobs()
    let main = try MainProcess(
      executable: path, arguments: request.spec.arguments, parallelism: parallelism,
      options: configuration.merged(over: connection.cluster.spec?.options ?? Options()),
      environment: request.environment.merging(connection.cluster.spec?.surroundings.environment ?? [:]) { $1 },
      jobs: running, observer: request.observer)
    request.observer.progress(.run, "main() runs on this machine, its jobs in session \(cluster)")
    let jobs = SessionJobRun(
      connection: connection, executable: path, jarID: jar, arguments: request.spec.arguments, parallelism: parallelism,
      configuration: configuration, running: running, observer: request.observer,
      onInterrupt: request.policy.onInterrupt)
    if isDetached { return await DetachedSubmission(main: main, jobs: jobs).run() }
    let guardian = Task { try await SessionGuard(connection: connection, observer: request.observer).run() }
    defer { guardian.cancel() }
    let supervisor = JobSupervisor(main: main, slots: SlotLimit(slots, of: "session \(cluster) has")) {
      try await jobs.run($0)
    }
    return await supervisor.run(timeout: request.timeout)
  }
}
