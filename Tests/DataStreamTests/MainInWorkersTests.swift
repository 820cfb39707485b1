import DreyModel
import Testing

@testable import DataStream
@testable import TaskRuntime

/// Tests what `main()` makes part of a job, in real processes: the one that runs `main()` first, and a worker.
@Suite(.timeLimit(.minutes(2))) struct MainInWorkersTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func start(
    _ role: ProcessRole, _ kind: String, name: String, environment: [String: String] = [:]
  ) throws -> JobProcess {
    try JobProcess(
      role: role, arguments: ["--job", "main", "--kind", kind, "--notes", "\(folder.path)/notes"],
      output: "\(folder.path)/\(name)", environment: environment)
  }

  /// - Parameter known: what an earlier run made of the values that it asks for.
  private func submission(from driver: JobProcess, known: [String: String] = [:]) async throws -> JobSubmission {
    while let message = try await driver.receive(DriverMessage.self) {
      switch message {
      case .askValue(let name): try driver.control.send(DriverReply.value(name: name, known[name]))
      case .submitJob(let submission): return submission
      case .mainFailed(let failure): throw failure
      case .askJob, .cancelJob: continue
      }
    }
    throw Failure(.user, "main() ended")
  }

  private func first(_ kind: String, environment: [String: String] = [:]) async throws -> JobSubmission {
    try await submission(from: try start(.application, kind, name: "driver", environment: environment))
  }

  /// Returns the first report of a worker that is to run the whole job.
  private func report(
    _ submission: JobSubmission, _ kind: String, name: String = "worker", environment: [String: String] = [:]
  ) async throws -> (worker: JobProcess, report: WorkerReport) {
    let worker = try start(.worker, kind, name: name, environment: environment)
    try worker.control.send(
      WorkerCommand.deploy(
        WorkerDeployment(
          jobID: .random(), attempt: 0, executionIndex: 0, endedExecutions: [],
          fingerprint: submission.graph.fingerprint, subtasks: submission.graph.subtasks,
          token: String(repeating: "0f", count: 32), enumerates: submission.graph.sources.map(\.id),
          main: submission.main, graph: submission.graph)))
    return (worker, try #require(try await worker.receive(WorkerReport.self)))
  }

  private func lines(
    _ submission: JobSubmission, _ kind: String, environment: [String: String] = [:]
  ) async throws
    -> [String]
  {
    let (worker, report) = try await report(submission, kind, environment: environment)
    guard case .enumerated(let splits) = report, case .ready? = try await worker.receive(WorkerReport.self) else {
      throw Failure(.user, "not ready but \(report)")
    }
    try worker.control.send(WorkerCommand.splits(splits))
    try worker.control.send(WorkerCommand.start(peers: []))
    _ = try await worker.updates()
    #expect(try await worker.wait() == 0)
    return try folder.read("worker").split(separator: "\n").map { String($0) }
  }

  @Test func theSameVariableIsNoDifference() async throws {
    let submission = try await first("variable", environment: ["LIMIT": "50"])
    #expect(submission.environment?["LIMIT"] == "50")
    let lines = try await lines(submission, "variable", environment: submission.environment ?? [:])
    #expect(lines == ["50", "50", "50", "50"])
  }

  @Test(arguments: ["uuid", "time", "object", "folded"]) func aValueThatIsAnotherOneInAWorkerIsRefused(
    kind: String
  ) async throws {
    guard case (_, .refused(let failure)) = try await report(try await first(kind), kind) else {
      Issue.record("\(kind) was not refused")
      return
    }
    #expect(failure.domain == .user)
    #expect(failure.message.contains("uses a value that main() computed differently"), "\(failure)")
    #expect(failure.message.contains("instead of"), "\(failure)")
    #expect(failure.advice?.contains("env.once") == true)
  }

  @Test func anotherVariableIsRefusedByName() async throws {
    let submission = try await first("variable", environment: ["LIMIT": "50"])
    guard case (_, .refused(let failure)) = try await report(submission, "variable") else {
      Issue.record("it was not refused")
      return
    }
    #expect(failure.message.contains("operator 'Map' (Map-1)"), "\(failure)")
    #expect(failure.message.contains("String 'unset' instead of String '50'"), "\(failure)")
  }

  @Test func aValueThatWasMadeOnceIsTheSameEverywhere() async throws {
    let submission = try await first("once")
    #expect(Set(submission.main.values.keys) == ["run-id", "later", "note"])
    let lines = try await lines(submission, "once")
    #expect(Set(lines).count == 1 && lines.count == 4)
    #expect(submission.main.values["run-id"] == lines.first.map { "\"\($0.prefix(36))\"" })
    #expect(try folder.read("notes") == "once\nworker\n", "the action is done where main() runs first")
  }

  @Test func aRunAfterTheJobManagersRestartIsGivenWhatWasMade() async throws {
    let driver = try start(.application, "once", name: "driver")
    let known = ["run-id": "\"as before\"", "later": "7", "note": "true"]
    let submission = try await submission(from: driver, known: known)
    #expect(submission.main.values == known)
    #expect(folder.names(in: "").contains("notes") == false, "what was done is not done again")
  }

  @Test func aNameIsTakenOnce() async throws {
    let driver = try start(.application, "twice", name: "driver")
    let failure = await #expect(throws: Failure.self) { try await submission(from: driver) }
    #expect(failure?.message == "main() makes two values with the name 'same'")
  }

  @Test func aValueThatTheFirstRunDidNotMakeIsRefused() async throws {
    guard case (_, .refused(let failure)) = try await report(try await first("only here"), "only here") else {
      Issue.record("it was not refused")
      return
    }
    #expect(failure.message.contains("'worker's own' here, which it had not made"), "\(failure)")
  }

  @Test func namesMayTellTheTime() async throws {
    let submission = try await first("names")
    #expect(try await lines(submission, "names") == ["1", "2"])
  }

  @Test func aPortThatIsTakenInAWorkerIsExplained() async throws {
    guard case (_, .refused(let failure)) = try await report(try await first("port"), "port") else {
      Issue.record("it was not refused")
      return
    }
    #expect(failure.message.contains("port 39181 is taken"))
    #expect(failure.advice?.contains("env.runOnce") == true && failure.advice?.contains("env.isWorker") == true)
  }
}
