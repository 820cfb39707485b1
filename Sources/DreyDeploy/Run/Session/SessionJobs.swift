public import DreyModel
import JobManagerClient

/// The jobs of a session, as those see them who did not submit them.
public struct SessionJobs: Sendable {
  private let connection: SessionConnection

  /// Connects to a session for the length of `body`.
  /// - Parameter name: nil: the only session there is.
  /// - Throws: what `body` throws; ``DreyModel/Failure`` of the domain `usage` where there is no such session.
  public static func with<R>(
    session name: String?, on target: any Target, _ body: (SessionJobs) async throws -> R
  ) async throws -> R {
    let found: String
    if let name { found = name } else { found = try await only(on: target) }
    let connection = try await SessionConnection.open(found, on: target)
    defer { connection.client.close() }
    return try await body(SessionJobs(connection: connection))
  }

  private static func only(on target: any Target) async throws -> String {
    let names = Set(try await target.clusters(.all).filter { $0.mode == SessionMode.name }.map(\.name)).sorted()
    guard names.count == 1, let name = names.first else {
      throw Failure(
        .usage, names.isEmpty ? "there is no session" : "there are several sessions: \(names.joined(separator: ", "))",
        advice: names.isEmpty ? "Start one: drey session start NAME" : "Say which one: --cluster NAME")
    }
    return name
  }

  /// The name of the session.
  public var session: String { connection.cluster.name }

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
        "\(found.isEmpty ? "no job" : "more than one job") of session '\(session)' has an id that begins with '\(text)'",
        advice: "`drey job list --cluster \(session)` says which there are.")
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
    return try await connection.client.waitForEnd(of: job)
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
    guard connection.cluster.spec?.engine.isFlink != true else {
      throw Failure(
        .usage, "TaskManagers of Apache Flink do not say which job a record is of",
        advice: "See what all of them printed: drey logs \(session) --role taskmanager")
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
