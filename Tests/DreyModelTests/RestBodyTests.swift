import DreyModel
import FoundationEssentials
import Testing

/// The fields are Flink's, letter by letter.
@Suite struct RestBodyTests {
  private let id = JobID.random()

  private func keys(_ body: some Codable & Equatable) throws -> Set<String> {
    let data = try JSONEncoder().encode(body)
    #expect(try decode(type(of: body), data) == body)
    return Set(try JSONDecoder().decode([String: Anything].self, from: data).keys)
  }

  private func decode<Body: Decodable>(_ type: Body.Type, _ data: Data) throws -> Body {
    try JSONDecoder().decode(type, from: data)
  }

  private struct Anything: Decodable { init(from decoder: any Decoder) {} }

  @Test func ofTheCluster() throws {
    let overview = ClusterOverview(
      taskManagers: 1, slotsTotal: 2, slotsAvailable: 1, jobsRunning: 1, jobsFinished: 0, jobsCancelled: 0,
      jobsFailed: 0, version: "1", commit: "c")
    let expected: Set = [
      "taskmanagers", "slots-total", "slots-available", "jobs-running", "jobs-finished", "jobs-cancelled",
      "jobs-failed", "flink-version", "flink-commit",
    ]
    #expect(try keys(overview) == expected)
    #expect(try keys(TaskManagersInfo(taskManagers: [])) == ["taskmanagers"])
    #expect(try keys(ErrorResponse(["e"])) == ["errors"])
  }

  @Test func ofAJob() throws {
    let graph = JobGraph(
      name: "n", vertices: [JobVertex(id: 0, name: "v", parallelism: 1, operators: [])], edges: [])
    let details = JobDetails(
      id: id, name: "n", isStoppable: false, state: .running, startTime: 1, endTime: -1, duration: 1,
      maxParallelism: -1, now: 2, timestamps: [:], vertices: [], statusCounts: [:], plan: JobPlan(graph, id: id))
    let expected: Set = [
      "jid", "name", "isStoppable", "state", "start-time", "end-time", "duration", "maxParallelism", "now",
      "timestamps", "vertices", "status-counts", "plan",
    ]
    #expect(try keys(details) == expected)
    #expect(details.plan.nodes.map(\.id) == [String(repeating: "0", count: 32)])
    let summary = JobSummary(
      id: id, name: "n", state: .created, startTime: 1, endTime: -1, duration: 0, lastModification: 1, tasks: [:])
    #expect(
      try keys(summary) == [
        "jid", "name", "state", "start-time", "end-time", "duration", "last-modification", "tasks",
      ])
  }

  @Test func ofAResult() throws {
    let failure = Failure(.user, "bad record", advice: "look")
    let result = JobResult(jobID: id, name: "n", status: .failed, netRuntime: 5, failure: failure)
    let info = JobExecutionResultInfo(result)
    #expect(try keys(info) == ["status", "job-execution-result"])
    let body = try #require(info.result)
    #expect(
      try keys(body) == ["id", "application-status", "accumulator-results", "net-runtime", "failure-cause"])
    #expect(body.failureCause?.failure == failure)
    #expect(try keys(JobExecutionResultInfo(nil)) == ["status"])
    let exceptions = JobExceptions([(failure, 5)], final: failure, at: 7, limit: 0)
    #expect(exceptions.exceptionHistory.truncated && exceptions.exceptionHistory.entries.isEmpty)
    #expect(try keys(exceptions) == ["exceptionHistory", "root-exception", "timestamp"])
  }

  @Test func ofAJar() throws {
    #expect(JarUploadResponse(filename: "/tmp/jars/abc_x").id == "abc_x")
    #expect(try keys(JarUploadResponse(filename: "x")) == ["filename", "status"])
    #expect(try keys(JobSubmitResponse(jobID: id)) == ["jobUrl"])
    // What Flink's own client sends besides the graph's name.
    let request = #"{"jobGraphFileName":"g","jobJarFileNames":[],"jobArtifactFileNames":[]}"#
    #expect(try decode(JobSubmitRequest.self, Data(request.utf8)) == JobSubmitRequest(jobGraphFileName: "g"))
  }
}
