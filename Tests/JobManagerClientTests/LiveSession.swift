import ChildProcess
import ControlPlane
import DreyModel
import Glibc
import JobManager
import JobManagerClient
import TaskManager
import Testing

/// The JobManager of a session and TaskManagers in this process, on ports of their own, and a client.
struct LiveSession: Sendable {
  static let token = "a-token-of-the-tests"

  let client: JobManagerClient
  let endpoint: JobManagerEndpoint
  let folder: String

  /// Runs a session for the length of a closure.
  /// - Parameters:
  ///   - taskManager: options of the TaskManagers, whose ids are `0`, `1`, ….
  ///   - standardOutput: where their workers' records go, if they say which job they belong to.
  static func with(
    taskManagers: Int = 1, slots: Int = 2, _ taskManager: [String: String] = [:],
    standardOutput: Int32 = STDOUT_FILENO, _ body: @escaping @Sendable (LiveSession) async throws -> Void
  ) async throws {
    let folder = try temporaryFolder()
    let interruption = Completion<Void>()
    let ports = Completion<SessionCluster.Ports>()
    let secret = try ClusterSecret(Array("0123456789abcdef".utf8))
    let result: Result<Void, any Error>
    do {
      let cluster = try cluster(folder, secret)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await cluster.run(interruption: interruption) { ports.complete($0) } }
        let ports = try #require(await ports.value(within: .seconds(20)))
        for id in 0..<taskManagers {
          let configuration = try configuration(
            "\(id)", ports, secret, folder, taskManager.merging(["taskmanager.numberOfTaskSlots": "\(slots)"]) { $1 })
          group.addTask {
            let service = TaskManagerService(
              configuration, events: EventLog { _ in }, standardOutput: standardOutput)
            try await service.run(interruption: Completion())
          }
        }
        defer { interruption.complete(()) }
        let endpoint = JobManagerEndpoint(host: "127.0.0.1", port: ports.rest)
        let client = try JobManagerClient(endpoint: endpoint, token: token)
        try await eventually("the TaskManagers are there") { try await client.overview().taskManagers == taskManagers }
        try await body(LiveSession(client: client, endpoint: endpoint, folder: folder))
        client.close()
      }
      result = .success(())
    } catch { result = .failure(error) }
    _ = try? await ChildProcess.capture(ChildProcess.Configuration(executable: "rm", arguments: ["-rf", folder]))
    try result.get()
  }

  private static func cluster(_ folder: String, _ secret: ClusterSecret) throws -> SessionCluster {
    var configuration = try SessionConfiguration(
      secret: secret, token: RestToken(Array(token.utf8)), scratch: "\(folder)/jobmanager",
      options: Options([
        "jobmanager.rpc.port": "0", "blob.server.port": "0", "rest.port": "0", "rest.bind-address": "127.0.0.1",
      ]))
    configuration.jobManager.bindHost = "127.0.0.1"
    return SessionCluster(configuration, events: EventLog { _ in })
  }

  private static func configuration(
    _ id: String, _ ports: SessionCluster.Ports, _ secret: ClusterSecret, _ folder: String, _ options: [String: String]
  ) throws -> TaskManagerConfiguration {
    let own = [
      "jobmanager.rpc.address": "127.0.0.1", "jobmanager.rpc.port": "\(ports.rpc)",
      "blob.server.port": "\(ports.blob)", "taskmanager.resource-id": id, "taskmanager.registration.timeout": "5000",
    ]
    return try TaskManagerConfiguration(
      options: Options(own.merging(options) { $1 }), secret: secret, scratch: "\(folder)/\(id)",
      environment: ProcessEnvironment.all)
  }

  private static func temporaryFolder() throws -> String {
    var template = Array("/tmp/drey-client-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The test job's executable, which lies beside the test bundle.
  static var testJob: String {
    get throws {
      let own = try #require(realpath("/proc/self/exe", nil))
      defer { free(own) }
      let folders = (CommandLine.arguments + [String(cString: own)]).compactMap { path in
        path.lastIndex(of: "/").map { path[..<$0] }
      }
      return try #require(folders.map { "\($0)/TestJob" }.first { access($0, X_OK) == 0 })
    }
  }

  /// A job as the test job's executable rebuilds it.
  func job(_ jar: String, _ behaviour: String = "", parallelism: Int = 1, _ arguments: [String] = []) -> SessionJob {
    let vertices = ["source", "sink"].enumerated().map { number, name in
      JobVertex(
        id: number, name: name, parallelism: parallelism,
        operators: [OperatorDescription(id: number, uid: "\(name)-\(number)", name: name, outputType: "Int")])
    }
    let graph = JobGraph(
      name: "job-0", vertices: vertices, edges: [JobEdge(id: 0, source: 0, target: 1, shipStrategy: .hash)])
    return SessionJob(
      jobID: nil, jarID: jar, arguments: ["parallelism=\(parallelism)", "behaviour=\(behaviour)"] + arguments,
      submission: JobSubmission(executionIndex: 0, graph: graph))
  }
}

/// Waits for a state. Records an issue when it does not come within 20 s.
func eventually(
  _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + .seconds(60)
  while try await !condition() {
    guard ContinuousClock.now < deadline else {
      Issue.record(what, sourceLocation: sourceLocation)
      return
    }
    try await Task.sleep(for: .milliseconds(5))
  }
}

/// The error a call throws, which has to be a `JobManagerClientError`.
func clientError(
  sourceLocation: SourceLocation = #_sourceLocation, _ call: () async throws -> some Any
) async throws -> JobManagerClientError {
  try #require(
    await #expect(throws: JobManagerClientError.self, sourceLocation: sourceLocation) { _ = try await call() },
    sourceLocation: sourceLocation)
}
