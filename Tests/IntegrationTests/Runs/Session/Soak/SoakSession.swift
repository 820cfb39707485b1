import DreyModel
import FoundationEssentials
import JobManagerClient

@testable import DreyDeploy

/// A session and all that is needed to submit the soak's jobs to it without running `main()` for each.
struct SoakSession: Sendable {
  let session: TestSession
  private let connection: SessionConnection
  private let jarID: String
  private let submissions: [SoakKind: JobSubmission]

  private static let parallelism = 1

  /// Uploads the executable and has `main()` make the graph of each kind once.
  init(_ session: TestSession, on target: any Target) async throws {
    self.session = session
    connection = try await SessionConnection.open(session.name, on: target)
    jarID = try await connection.client.ensureJar(file: Runs.scenarios)
    var submissions: [SoakKind: JobSubmission] = [:]
    for kind in SoakKind.allCases where kind != .command { submissions[kind] = try await Self.submission(kind) }
    self.submissions = submissions
  }

  private static func submission(_ kind: SoakKind) async throws -> JobSubmission {
    var spec = ClusterSpec(name: try ClusterName("soak"))
    spec.arguments = arguments(kind)
    spec.parallelism = parallelism
    spec.slots = 2
    return try await FirstJob(
      executable: Runs.scenarios, spec: spec, environment: ProcessInfo.processInfo.environment,
      observer: SilentSoak()
    ).submission()
  }

  private static func arguments(_ kind: SoakKind) -> [String] { ["--scenario", "soak", "--kind", kind.rawValue] }

  /// A job of a kind under an id that no other one has.
  /// - Parameter savepoint: what it goes on from.
  func job(_ kind: SoakKind, from savepoint: String? = nil) throws -> SessionJob {
    guard var submission = submissions[kind] else { throw SoakMistake("there is no graph of \(kind)") }
    submission.configuration[.statePath] = savepoint
    return SessionJob(
      jobID: .random(), jarID: jarID, arguments: Self.arguments(kind), parallelism: Self.parallelism,
      submission: submission)
  }

  /// Asks the JobManager, and where it does not answer the one that takes its place.
  func asking<R>(_ question: (JobManagerClient) async throws -> R) async throws -> R {
    try await connection.asking(question)
  }

  /// Stops a job with a savepoint.
  func stop(_ id: JobID) async throws -> String { try await connection.client.stop(id) }

  func close() { connection.client.close() }
}

/// Something that no fault of the cluster excuses.
struct SoakMistake: Error, CustomStringConvertible {
  var description: String

  init(_ text: String) { description = text }
}

private struct SilentSoak: RunObserver {
  func progress(_ phase: RunPhase, _ text: String) {}
  func detail(_ phase: RunPhase, _ text: String) {}
  func event(_ event: ClusterEvent, from member: String) {}
  func records(_ bytes: [UInt8]) async throws {}
}
