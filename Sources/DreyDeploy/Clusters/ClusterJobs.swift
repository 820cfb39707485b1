public import DreyModel
import JobManagerClient

/// The jobs of a cluster, as those see them who did not submit them.
public struct ClusterJobs: Sendable {
  private let connection: SessionConnection

  /// Connects to a cluster for the length of `body`.
  /// - Parameter name: nil: the only session there is, or where there is none the only cluster.
  /// - Throws: what `body` throws; ``DreyModel/Failure`` of the domain `usage` where there is no such cluster.
  public static func with<R>(
    cluster name: String?, on target: any Target, _ body: (ClusterJobs) async throws -> R
  ) async throws -> R {
    let found: String
    if let name { found = name } else { found = try await only(on: target) }
    guard let cluster = try await target.find(found).first else {
      throw Failure(.usage, "there is no cluster '\(found)'")
    }
    let connection = try await SessionConnection.open(cluster, on: target)
    defer { connection.client.close() }
    return try await body(ClusterJobs(connection: connection))
  }

  private static func only(on target: any Target) async throws -> String {
    let all = try await target.clusters(.all)
    let sessions = all.filter { $0.mode == SessionMode.name }
    let names = Set((sessions.isEmpty ? all : sessions).map(\.name)).sorted()
    guard names.count == 1, let name = names.first else {
      throw Failure(
        .usage, names.isEmpty ? "there is no cluster" : "there are several clusters: \(names.joined(separator: ", "))",
        advice: names.isEmpty ? "Start a session: drey session start NAME" : "Say which one: --cluster NAME")
    }
    return name
  }

  /// The name of the cluster.
  public var cluster: String { connection.cluster.name }

  private var isSession: Bool { connection.cluster.mode == SessionMode.name }

  /// All jobs it remembers, the newest first.
  public func list() async throws -> [JobSummary] {
    try await connection.client.jobsOverview().sorted { $0.startTime > $1.startTime }
  }

  /// The job that is meant by an id, or by the beginning of one.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where there is none, or several.
  public func find(_ text: String) async throws -> JobID {
    if let id = JobID(hex: text) { return id }
    let found = try await connection.client.jobs().map(\.id).filter { $0.hex.hasPrefix(text.lowercased()) }
    guard let id = found.first, found.count == 1, !text.isEmpty else {
      throw Failure(
        .usage,
        "\(found.isEmpty ? "no job" : "more than one job") of cluster '\(cluster)' has an id that begins with '\(text)'",
        advice: "`drey job list --cluster \(cluster)` says which there are.")
    }
    return id
  }

  public func details(of job: JobID) async throws -> JobDetails { try await connection.client.job(job) }

  /// What went wrong, newest first.
  public func exceptions(of job: JobID) async throws -> JobExceptions {
    try await connection.client.exceptions(of: job)
  }

  /// Asks for a job's end and waits for it.
  /// - Returns: how it ended.
  public func cancel(_ job: JobID) async throws -> JobStatus {
    try await connection.client.cancel(job)
    do { return try await connection.client.waitForEnd(of: job) } catch let error as JobManagerClientError
      where !isSession && error.isUnreachable
    {
      // The cluster has ended with its only job.
      return .canceled
    }
  }

  /// Waits for a job's end.
  public func wait(for job: JobID) async throws -> JobResult {
    let result = try await connection.client.result(of: job)
    let name = try await connection.client.job(job).name
    return JobResult(of: result, name: name)
  }

  /// The records that a job has printed, as far as the target keeps them: whole lines.
  /// - Parameter follow: whether to go on until the job has ended.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where they cannot be told from those of other jobs.
  public func records(
    of job: JobID, follow: Bool, to sink: @escaping @Sendable ([UInt8]) async throws -> Void
  ) async throws {
    guard isSession, connection.cluster.spec?.engine.isFlink != true else {
      throw Failure(
        .usage,
        "the TaskManagers of cluster '\(cluster)' do not say which job a record is of: only those of a session of drey's"
          + " own runtime do", advice: "See what all of them printed: drey logs \(cluster) --role taskmanager")
    }
    let hasEnded = try await connection.client.status(of: job).isGloballyTerminal
    let used = try await connection.taskManagers(of: job)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for taskManager in connection.cluster.taskManagers where used.isEmpty || used.contains(taskManager.name) {
        group.addTask {
          let output = try await connection.target.output(
            of: taskManager, follow: follow && !hasEnded && taskManager.state.isRunning, tail: nil)
          var parser = TaggedRecordParser()
          for try await chunk in output where chunk.source == .stdout {
            var isAtEnd = false
            let lines = SessionRecords.lines(of: job, in: parser.append(chunk.bytes), isAtEnd: &isAtEnd)
            if !lines.isEmpty { try await sink(lines) }
            if isAtEnd { return }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}

// Checkpoints and savepoints.
extension ClusterJobs {
  /// Takes a savepoint and waits until it is complete.
  /// - Parameter target: the folder for it, as the cluster sees it; nil: the one that the cluster is configured for.
  /// - Returns: where it is, as the cluster sees it.
  public func takeSavepoint(of job: JobID, target: String?) async throws -> String {
    try await connection.client.takeSavepoint(of: job, target: target)
  }

  /// Ends a job with a savepoint and waits for both.
  /// - Parameters:
  ///   - target: as with ``takeSavepoint(of:target:)``.
  ///   - drain: whether all time passes first, so that windows and timers fire.
  /// - Returns: where the savepoint is, as the cluster sees it.
  public func stop(_ job: JobID, target: String?, drain: Bool) async throws -> String {
    try await connection.client.stop(job, target: target, drain: drain)
  }

  /// Removes a savepoint.
  /// - Parameter path: as the cluster sees it.
  public func disposeSavepoint(_ path: String) async throws { try await connection.client.disposeSavepoint(path) }

  /// The checkpoints and savepoints of a job.
  public func checkpoints(of job: JobID) async throws -> CheckpointStatistics {
    try await connection.client.checkpoints(of: job)
  }

  /// Takes a checkpoint and waits until it is complete.
  public func takeCheckpoint(of job: JobID) async throws { _ = try await connection.client.takeCheckpoint(of: job) }
}
