import DreyModel
import Testing

@testable import FlinkAgent

@Suite struct FollowTests {
  private func job(
    _ digit: Character, _ state: JobStatus, start: Int = 0, tasks: [String: Int] = [:]
  ) throws -> JobSummary {
    JobSummary(
      id: try #require(JobID(hex: String(repeating: digit, count: 32))), name: "job \(digit)", state: state,
      startTime: start, endTime: -1, duration: 5, lastModification: 0, tasks: tasks)
  }

  @Test func taskManagersComeAndGo() {
    var view = ClusterView()
    let (one, two) = (
      TaskManagersBody.Entry(id: "a", slotsNumber: 2, freeSlots: 1),
      TaskManagersBody.Entry(id: "b", slotsNumber: 1, freeSlots: 1)
    )
    #expect(view.observe([one]) == [.taskManagerRegistered(id: "a", taskManagers: 1, slots: 2)])
    #expect(view.observe([one]) == [])
    #expect(view.observe([one, two]) == [.taskManagerRegistered(id: "b", taskManagers: 2, slots: 3)])
    #expect(view.freeSlots == 2)
    let events = view.observe([two])
    guard case .taskManagerLost(id: "a", _)? = events.first else {
      Issue.record("\(events)")
      return
    }
    #expect(view.slots == 1)
  }

  @Test func aTaskManagerCountsOnceItsSlotsAreKnown() {
    var view = ClusterView()
    #expect(view.observe([TaskManagersBody.Entry(id: "a", slotsNumber: 0, freeSlots: 0)]) == [])
    #expect(view.observe([TaskManagersBody.Entry(id: "a", slotsNumber: 1, freeSlots: 1)]).count == 1)
  }

  @Test func everyStateOfAJobIsToldOnce() throws {
    var view = ClusterView()
    #expect(
      try view.changes(in: [job("b", .running, start: 2), job("a", .running, start: 1)]).map(\.name) == [
        "job a", "job b",
      ])
    #expect(try view.changes(in: [job("b", .running, start: 2), job("a", .running, start: 1)]).isEmpty)
    #expect(!view.isQuiet)
    #expect(try view.changes(in: [job("b", .finished, start: 2), job("a", .failed, start: 1)]).count == 2)
    #expect(view.isQuiet)
    let failure = Failure(.user, "x")
    let results = view.results(failures: [try job("a", .failed).id: failure])
    #expect(results.map(\.status) == [.failed, .finished])
    #expect(results.first?.failure == failure)
  }

  @Test func aJobThatWaitsIsToldOnceAndNotAtOnce() throws {
    var view = ClusterView()
    let waiting = try job("a", .running, tasks: ["scheduled": 2])
    _ = view.changes(in: [waiting])
    #expect(view.jobsWithoutSlots(now: 0).isEmpty)
    #expect(view.jobsWithoutSlots(now: 999).isEmpty)
    #expect(view.jobsWithoutSlots(now: 1000) == [waiting])
    #expect(view.jobsWithoutSlots(now: 2000).isEmpty)
  }

  @Test func oneThatGotItsSlotsDoesNotWait() throws {
    var view = ClusterView()
    _ = view.changes(in: [try job("a", .running, tasks: ["scheduled": 2])])
    _ = view.jobsWithoutSlots(now: 0)
    _ = view.changes(in: [try job("a", .running, tasks: ["running": 2])])
    _ = view.jobsWithoutSlots(now: 500)
    _ = view.changes(in: [try job("a", .running, tasks: ["scheduled": 2])])
    #expect(view.jobsWithoutSlots(now: 1200).isEmpty)
  }

  @Test func thePaceSlowsDownUntilSomethingHappens() {
    var pace = PollPace()
    var last = pace.next(isNews: true, isExpecting: false)
    #expect(last == PollPace.minimum)
    for _ in 0..<30 { last = pace.next(isNews: false, isExpecting: false) }
    #expect(last == PollPace.maximum)
    #expect(pace.next(isNews: false, isExpecting: true) == PollPace.expecting)
    #expect(pace.next(isNews: true, isExpecting: false) == PollPace.minimum)
  }

  @Test func aJVMThatKeepsDyingIsGivenUp() {
    var policy = RestartPolicy()
    #expect((0..<RestartPolicy.limit).map { _ in policy.delay(afterRunning: .seconds(1)) }.last == .some(nil))
    var patient = RestartPolicy()
    for _ in 0..<50 { #expect(patient.delay(afterRunning: .seconds(60)) != nil) }
  }

  @Test func theGateLetsOneJobIn() {
    let gate = SubmissionGate(isSingle: true)
    #expect(gate.begin())
    #expect(!gate.begin(), "while the first is under way")
    gate.end(accepted: false)
    #expect(gate.begin())
    gate.end(accepted: true)
    #expect(!gate.begin())
    #expect(SubmissionGate(isSingle: false).begin())
  }

  @Test(arguments: [
    ("POST", "/jobs", true), ("POST", "/v1/jobs?x", true), ("POST", "/jars/a.jar/run", true),
    ("POST", "/v1/jars/a.jar/run-application", true), ("GET", "/jobs", false), ("POST", "/jars/upload", false),
    ("POST", "//jobs/", true), ("PATCH", "/jobs/x", false),
  ])
  func whatSubmitsAJob(method: String, path: String, expected: Bool) {
    #expect(SubmissionGate.isSubmission(method: method, path: path) == expected)
  }
}
