import ChildProcess
import ControlPlane
import DreyModel
import FoundationEssentials
import Testing

@testable import JobManager

/// A session with TaskManagers in this process, and a client.
struct SessionFixture: Sendable {
  static let token = "a-token-of-the-tests"

  let cluster: ClusterFixture
  let client: HTTPClient
  let taskManagers: [String: Completion<Void>]

  var journal: Journal { cluster.journal }

  /// Runs a session for the length of a closure.
  /// - Returns: how each TaskManager ended (nil: as it should).
  @discardableResult
  static func with(
    _ options: [String: String] = [:], taskManagers: [(id: String, slots: Int)] = [("a", 1), ("b", 1)],
    _ body: @escaping @Sendable (SessionFixture) async throws -> Void
  ) async throws -> [String: Failure?] {
    let cluster = try ClusterFixture()
    let result: Result<[String: Failure?], any Error>
    do { result = .success(try await run(cluster, options, taskManagers, body)) } catch { result = .failure(error) }
    await cluster.removeFolder()
    return try result.get()
  }

  private static func run(
    _ cluster: ClusterFixture, _ options: [String: String], _ taskManagers: [(id: String, slots: Int)],
    _ body: @escaping @Sendable (SessionFixture) async throws -> Void
  ) async throws -> [String: Failure?] {
    let defaults = ["jobmanager.rpc.port": "0", "blob.server.port": "0", "rest.port": "0"]
    var configuration = try SessionConfiguration(
      secret: cluster.secret, token: RestToken(Array(token.utf8)), scratch: "\(cluster.folder)/jobmanager",
      options: Options(defaults.merging(options) { $1 }))
    configuration.jobManager.bindHost = "127.0.0.1"
    configuration.restHost = "127.0.0.1"
    let session = SessionCluster(configuration, events: EventLog { cluster.journal.add($0) })
    let opened = Completion<SessionCluster.Ports>()
    async let end = session.run(interruption: cluster.interruption) { opened.complete($0) }
    let ports = try #require(await opened.value(within: .seconds(20)))
    let interruptions = Dictionary(uniqueKeysWithValues: taskManagers.map { ($0.id, Completion<Void>()) })
    let fixture = SessionFixture(
      cluster: cluster, client: HTTPClient(port: ports.rest, token: token), taskManagers: interruptions)
    let ends = try await withThrowingTaskGroup(of: (String, Failure?).self) { group in
      for each in taskManagers {
        group.addTask {
          let interruption = interruptions[each.id] ?? Completion()
          return (
            each.id,
            await cluster.taskManager(
              each.id, each.slots, ports.rpc, ports.blob, cluster.secret, interruption: interruption)
          )
        }
      }
      do {
        try await fixture.waitForTaskManagers(taskManagers.count)
        try await body(fixture)
      } catch {
        cluster.interruption.complete(())
        throw error
      }
      cluster.interruption.complete(())
      return try await group.reduce(into: [String: Failure?]()) { $0[$1.0] = .some($1.1) }
    }
    _ = try await end
    return ends
  }

  private func waitForTaskManagers(_ count: Int) async throws {
    guard count > 0 else { return }
    try await journal.wait { if case .taskManagerRegistered(_, count, _) = $0 { true } else { false } }
  }

  /// Sends the test job's executable.
  /// - Returns: its id.
  func upload(as name: String = "TestJob") async throws -> String {
    let content = try Data(contentsOf: URL(filePath: ClusterFixture.testJob))
    let answer = try await client.post("/jars/upload", [("jarfile", name, Array(content))])
    try #require(answer.status == 200, "\(answer.text)")
    return try answer.decode(JarUploadResponse.self).id
  }

  /// A job as the test job's executable rebuilds it.
  func job(
    _ jar: String, _ behaviour: String = "", parallelism: Int = 1, id: JobID? = .random()
  ) -> SessionJob {
    let vertices = ["source", "sink"].enumerated().map { number, name in
      JobVertex(
        id: number, name: name, parallelism: parallelism,
        operators: [OperatorDescription(id: number, uid: "\(name)-\(number)", name: name, outputType: "Int")])
    }
    let graph = JobGraph(
      name: "job-0", vertices: vertices, edges: [JobEdge(id: 0, source: 0, target: 1, shipStrategy: .hash)])
    return SessionJob(
      jobID: id, jarID: jar, arguments: ["parallelism=\(parallelism)", "behaviour=\(behaviour)"],
      submission: JobSubmission(executionIndex: 0, graph: graph))
  }

  func post(_ job: SessionJob) async throws -> HTTPClient.Answer {
    let request = try JSONEncoder().encode(JobSubmitRequest(jobGraphFileName: "graph.json"))
    let graph = try JSONEncoder().encode(job)
    return try await client.post(
      "/v1/jobs", [("request", nil, Array(request)), ("file_0", "graph.json", Array(graph))])
  }

  /// - Returns: its id, once it is accepted.
  func submit(_ job: SessionJob) async throws -> JobID {
    let answer = try await post(job)
    try #require(answer.status == 202, "\(answer.text)")
    let url = try answer.decode(JobSubmitResponse.self).jobUrl
    return try #require(JobID(hex: String(url.dropFirst("/jobs/".count))))
  }

  func wait(for status: JobStatus, of job: JobID) async throws {
    try await journal.wait { if case .jobStatusChanged(job, _, status, _) = $0 { true } else { false } }
  }

  func status(of job: JobID) async throws -> JobStatus {
    try await client.get("/jobs/\(job)/status", JobStatusInfo.self).status
  }

  func errors(_ answer: HTTPClient.Answer) throws -> String {
    try answer.decode(ErrorResponse.self).errors.joined(separator: "\n")
  }
}
