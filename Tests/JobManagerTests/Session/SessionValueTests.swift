import ControlPlane
import DreyModel
import Glibc
import Testing

@testable import JobManager

@Suite struct SessionValueTests {
  @Test func theTokenIsComparedAsAWhole() throws {
    let token = try RestToken(Array("0123456789abcdef".utf8))
    for scheme in ["Bearer ", "bearer ", "BEARER ", "Bearer   "] {
      #expect(token.isPresented(by: "\(scheme)0123456789abcdef"), "schemes are the same in either case")
    }
    for header in [
      nil, "", "Bearer ", "0123456789abcdef", "Bearer 0123456789abcdeF", "Bearer 0123456789abcdef ",
      "Basic 0123456789abcdef", "bearer0123456789abcdef", "Bearer 0123456789abcde", "bearer 0123456789ABCDEF",
    ] { #expect(!token.isPresented(by: header)) }
    #expect(throws: Failure.self) { try RestToken(Array("short".utf8)) }
    #expect(throws: Failure.self) { try RestToken(Array("0123456789 abcdef".utf8)) }
  }

  @Test func withoutATokenASessionDoesNotStart() throws {
    let failure = #expect(throws: Failure.self) { try RestToken(file: "/no/such/token") }
    #expect(failure?.domain == .usage)
    #expect(failure?.message.contains("/no/such/token") == true)
    let environment = ["DREY_SECRET_FILE": "/proc/self/cmdline", "DREY_REST_TOKEN_FILE": "/no/such/token"]
    #expect(throws: Failure.self) { try SessionMain.configuration(["jobmanager"], environment) }
  }

  @Test func statesAddUpAsInFlink() {
    #expect(JobReport.aggregate([.finished, .finished]) == .finished)
    #expect(JobReport.aggregate([.finished, .deploying]) == .running)
    #expect(JobReport.aggregate([.finished, .failed, .running]) == .failed)
    #expect(JobReport.aggregate([.running, .canceled]) == .canceled)
    #expect(JobReport.aggregate([.scheduled, .deploying]) == .created)
    #expect(JobReport.aggregate([]) == .created)
  }

  @Test func namesOfFilesAreMadeHarmless() {
    #expect(ArtifactStore.name("../../etc/passwd") == "passwd")
    #expect(ArtifactStore.name("C:\\jobs\\a b.exe") == "a_b.exe")
    #expect(ArtifactStore.name("") == "job")
    #expect(ArtifactStore.name("///") == "job")
    #expect(ArtifactStore.name(String(repeating: "x", count: 500)).utf8.count == 100)
    #expect(ArtifactStore.sha256(in: "abc_x") == nil)
    #expect(ArtifactStore.sha256(in: String(repeating: "a", count: 64)) == nil)
  }

  @Test func theOldestOfTheForgottenJobsAreForgottenAltogether() {
    var forgotten = ForgottenJobs(capacity: 2)
    let ids = (0..<4).map { _ in JobID.random() }
    for id in ids + ids.suffix(1) { forgotten.add(id) }
    #expect(ids.map(forgotten.contains) == [false, false, true, true])
  }

  @Test func aTimelineKnowsWhenWhatHappened() throws {
    var job = JobMasterHarness()
    var timeline = JobTimeline()
    func step(_ event: JobMaster.Event, at now: Int) {
      job.handle(event)
      timeline.record(job.master, after: event, at: now)
    }
    step(.submitted, at: 10)
    #expect(timeline.statuses == [.created: 10])
    #expect(timeline.subtasks.isEmpty)
    step(.slotsGranted([JobMasterHarness.slot("a"), JobMasterHarness.slot("a")], token: "t"), at: 20)
    let subtask = SubtaskID(vertex: 0, index: 0)
    #expect(timeline.subtasks[subtask] == .init(start: 20, end: nil))
    var metrics = SubtaskMetrics()
    (metrics.readRecords, metrics.idleTime, metrics.busyTime, metrics.backPressuredTime) = (5, 6, 7, 8)
    metrics.lateRecordsDropped = 9
    let update = WorkerReport.subtask(
      SubtaskUpdate(
        subtask: subtask, state: .finished, progress: SubtaskProgress(subtask: subtask, metrics: metrics)))
    step(.report(taskManager: "a", attempt: 0, update), at: 30)
    #expect(timeline.subtasks[subtask] == .init(start: 20, end: 30))
    #expect(timeline.lastModification == 30)
    let report = JobReport(master: job.master, timeline: timeline, parallelism: 2, now: 40)
    #expect(report.summary.duration == 30)
    #expect(report.details.vertices.first?.tasks["FINISHED"] == 1)
    #expect(report.details.vertices.first?.duration == 20)
    #expect(report.details.endTime == -1)
    let io = try #require(report.details.vertices.first?.metrics)
    #expect(io.readRecords == 5 && !io.readRecordsComplete, "the other subtask has not told")
    #expect([io.accumulatedIdleTime, io.accumulatedBusyTime, io.accumulatedBackPressuredTime] == [6, 7, 8])
    #expect(io.lateRecordsDropped == 9)
    let info = try #require(report.vertex(id: JobVertex.hexID(0)))
    #expect(info.subtasks.map(\.status) == [.finished, .deploying])
    #expect(info.subtasks.map(\.taskManagerID) == ["a", "a"])
    #expect(info.subtasks.map(\.metrics.readRecordsComplete) == [true, false])
    #expect(info.subtasks.map(\.metrics.lateRecordsDropped) == [9, nil])
    #expect(info.subtasks[0].duration == 10)
    #expect(report.vertex(id: "x") == nil)
  }
}
