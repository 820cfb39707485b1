import DreyDeploy
import DreyModel
import FoundationEssentials
import Testing

@testable import DreyCLI

@Suite struct ResultTests {
  private struct Line: Decodable, Equatable {
    var type: String
    var line: String?
    var base64: String?
    var member: String?
  }

  private func lines(_ bytes: [UInt8], from member: String? = nil) throws -> [Line] {
    try RecordLines.json(bytes, from: member).split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Line.self, from: Data($0))
    }
  }

  @Test func recordsAreOneObjectPerLine() throws {
    let text = "a \"b\" \\ \u{1B}[0m\tc\r\n\näöü 🎉\nunfinished"
    let records = try lines(Array(text.utf8))
    // As bytes: a carriage return and a newline are one character.
    #expect(records.map(\.line) == ["a \"b\" \\ \u{1B}[0m\tc\r", "", "äöü 🎉", "unfinished"])
    #expect(records.allSatisfy { $0.type == "record" && $0.member == nil })
    #expect(try lines([]).isEmpty)
  }

  @Test func recordsThatAreNoTextAreNotLost() throws {
    let records = try lines([0xFF, 0xFE, 0x0A, 0x61, 0x0A], from: "taskmanager-1")
    #expect(records.map(\.base64) == [Data([0xFF, 0xFE]).base64EncodedString(), nil])
    #expect(records.map(\.line) == [nil, "a"])
    #expect(records.allSatisfy { $0.member == "taskmanager-1" })
  }

  private struct Result: Decodable {
    struct Job: Decodable {
      var name: String
      var status: JobStatus
      var netRuntime: Int
      var lateRecordsDropped: [String: Int]?
    }
    var type: String
    var exitCode: Int
    var cluster: String?
    var status: ApplicationStatus?
    var jobs: [Job]?
    var failure: Failure?
    var postMortems: [String]?
  }

  @Test func aRunsResultCarriesWhatBecameOfIt() throws {
    let failure = Failure(.user, "map 1 of 2 failed", advice: "Mend it.", details: ["boom"])
    let job = JobResult(
      jobID: .random(), name: "j", status: .failed, netRuntime: 7, failure: failure,
      accumulators: ["Window.numLateRecordsDropped": .longCounter(3), "other": .longCounter(4)])
    var outcome = RunOutcome(ApplicationResult(status: .failed, jobs: [job], failure: failure))
    outcome.postMortems = ["/tmp/p"]
    let line = try Rendering.line(RunReport(outcome, cluster: "orders", seconds: 1, text: ""))
    #expect(!line.contains("\n"))
    let result = try JSONDecoder().decode(Result.self, from: Data(line.utf8))
    #expect(result.type == "result" && result.exitCode == 1 && result.cluster == "orders" && result.status == .failed)
    #expect(result.jobs?.map(\.netRuntime) == [7] && result.jobs?.map(\.status) == [.failed])
    #expect(result.jobs?.map(\.lateRecordsDropped) == [["Window": 3]])
    #expect(result.failure == failure && result.postMortems == ["/tmp/p"])
  }

  @Test func aJobsDescriptionTellsOfLateRecords() throws {
    let id = JobID.random()
    var metrics = SubtaskMetrics()
    metrics.lateRecordsDropped = 974
    let vertex = JobVertexDetails(
      id: "1", name: "Window Count", maxParallelism: -1, parallelism: 1, status: .running, startTime: 0, endTime: -1,
      duration: 5, tasks: ["RUNNING": 1], metrics: IOMetrics([metrics]))
    let job = JobDetails(
      id: id, name: "j", isStoppable: false, state: .running, startTime: 0, endTime: -1, duration: 5,
      maxParallelism: -1,
      now: 5, timestamps: [:], vertices: [vertex], statusCounts: [:],
      plan: JobPlan(JobGraph(name: "j", vertices: [], edges: []), id: id))
    let description = JobDescription(job: job, exceptions: JobExceptions([], final: nil, at: -1, limit: 1))
    #expect(description.text.contains("974 late records were dropped by 'Window Count'"))
    #expect(try Rendering.line(description).contains("\"numLateRecordsDropped\":974"))
  }

  @Test func aFailureBeforeTheRunIsAResultAsWell() throws {
    let failure = Failure(.usage, "no such thing", advice: "Look.")
    let line = try Rendering.line(FailureReport(failure))
    let result = try JSONDecoder().decode(Result.self, from: Data(line.utf8))
    #expect(result.exitCode == 2 && result.failure == failure)
  }

  @Test func whatCouldNotBeFoundCountsLeast() throws {
    try Deeds(done: ["a"]).conclude()
    let deeds = Deeds(done: [], failures: [Failure(.usage, "b is not there"), Failure(.infrastructure, "c stays")])
    let end = try #require(throws: CommandEnd.self) { try deeds.conclude() }
    #expect(end.exitCode == .infrastructure)
  }
}
