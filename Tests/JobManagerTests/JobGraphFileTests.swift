import ChildProcess
import ControlPlane
import DreyModel
import FoundationEssentials
import Testing

@testable import JobManager

/// A cluster that runs one job of a `main()` that runs elsewhere.
@Suite struct JobGraphFileTests {
  /// What `TestJob` builds.
  private func graph(_ index: Int, parallelism: Int = 2) -> JobGraph {
    let vertices = ["source", "sink"].enumerated().map { id, name in
      JobVertex(
        id: id, name: name, parallelism: parallelism,
        operators: [OperatorDescription(id: id, uid: "\(name)-\(id)", name: name, outputType: "Int")])
    }
    return JobGraph(
      name: "job-\(index)", vertices: vertices, edges: [JobEdge(id: 0, source: 0, target: 1, shipStrategy: .hash)])
  }

  private func job(_ index: Int, parallelism: Int = 2, after earlier: [JobResult?] = []) -> ShippedJob {
    let submission = JobSubmission(executionIndex: index, graph: graph(index, parallelism: parallelism))
    return ShippedJob(submission: submission, earlierResults: earlier)
  }

  @Test func theJobRunsWithoutItsMain() async throws {
    let cluster = try ClusterFixture()
    let (result, ends) = try await cluster.run(["parallelism=2", "behaviour=main-exit"], job: job(0))
    #expect(result.status == .succeeded)
    #expect(result.jobs.map(\.status) == [.finished])
    #expect(ends == [nil, nil])
    #expect(cluster.journal.events.last == .applicationEnded(result))
  }

  @Test func workersKnowHowTheExecutionsBeforeEnded() async throws {
    let cluster = try ClusterFixture()
    let first = JobResult(jobID: .random(), name: "the first", status: .finished, netRuntime: 1)
    let (result, _) = try await cluster.run(["parallelism=2"], job: job(2, after: [first, nil]))
    #expect(result.jobs.map(\.name) == ["job-2"])
    let workers = cluster.journal.events.filter {
      if case .log(_, "worker", let text) = $0 { text.hasSuffix(#"after ["the first", "nothing"]"#) } else { false }
    }
    #expect(workers.count == 2)
  }

  @Test(arguments: [("throw", "bad record"), ("trap", "crashed with SIG"), ("worker-refuses", "not with me")])
  func itsFailureIsThatOfTheCluster(behaviour: String, message: String) async throws {
    let cluster = try ClusterFixture()
    let (result, _) = try await cluster.run(["parallelism=2", "behaviour=\(behaviour)"], job: job(0))
    #expect(result.status == .failed)
    #expect(result.failure?.message.contains(message) == true, "\(result.failure?.message ?? "no failure")")
    #expect(result.jobs.map(\.status) == [.failed])
    #expect(ExitCode(result) == .jobFailed)
  }

  @Test func anExecutableThatBuildsAnotherGraphIsRefused() async throws {
    let cluster = try ClusterFixture()
    let (result, _) = try await cluster.run(["parallelism=1"], job: job(0))
    #expect(result.failure?.message.contains("another graph") == true, "\(result.failure?.message ?? "no failure")")
  }

  @Test func tooFewSlotsTimeOut() async throws {
    let cluster = try ClusterFixture()
    let (result, _) = try await cluster.run(
      ["parallelism=3"], job: job(0, parallelism: 3), options: ["slot.request.timeout": "200"])
    #expect(ExitCode(result) == .timedOut)
  }

  @Test func beingToldToStopCancelsTheJob() async throws {
    let cluster = try ClusterFixture()
    async let run = cluster.run(["parallelism=2", "behaviour=hang"], job: job(0))
    try await cluster.journal.wait { if case .log(_, "worker", _) = $0 { true } else { false } }
    cluster.interruption.complete(())
    let (result, ends) = try await run
    #expect(ExitCode(result) == .cancelled)
    #expect(result.jobs.map(\.status) == [.canceled])
    #expect(ends == [nil, nil])
  }

  private func withFile<R>(_ content: Data, _ body: (String) throws -> R) throws -> R {
    let path = FileManager.default.temporaryDirectory.path + "/drey-job-\(UInt64.random(in: 0 ... .max)).json"
    try content.write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  @Test func theFileIsRead() throws {
    let shipped = job(1, after: [nil])
    try withFile(try JSONEncoder().encode(shipped)) { path in
      let read = try ShippedJob(file: path)
      #expect(read == shipped)
    }
  }

  @Test func aFileWithoutAValidJobIsNamed() throws {
    let missing = try #require(throws: Failure.self) { try ShippedJob(file: "/no/such/job.json") }
    #expect(missing.domain == .usage)
    #expect(missing.message.contains("/no/such/job.json"))
    try withFile(Data("{}".utf8)) { path in
      let failure = try #require(throws: Failure.self) { try ShippedJob(file: path) }
      #expect(failure.domain == .usage)
    }
    let invalid = ShippedJob(
      submission: JobSubmission(executionIndex: -1, graph: graph(0)), earlierResults: [])
    try withFile(try JSONEncoder().encode(invalid)) { path in
      let failure = try #require(throws: Failure.self) { try ShippedJob(file: path) }
      #expect(failure.domain == .user)
    }
  }
}
