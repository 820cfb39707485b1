import ControlPlane
import DreyModel
import Testing

@testable import FlinkAgent

/// The follower against answers as Flink gives them.
@Suite struct FollowerTests {
  private static let id = String(repeating: "a", count: 32)

  private func jobs(_ state: String) -> String {
    """
    {"jobs":[{"jid":"\(Self.id)","name":"count","jobType":"STREAMING","start-time":1,"end-time":-1,"duration":7,
    "state":"\(state)","last-modification":1,"tasks":{"total":1,"running":1},"pending-operators":0}]}
    """
  }

  private func applications(_ status: String) -> String {
    #"{"applications":[{"id":"b","name":"Job","start-time":1,"end-time":-1,"duration":1,"status":"\#(status)","jobs":{}}]}"#
  }

  private static let exceptions =
    #"{"exceptionHistory":{"entries":[{"exceptionName":"x","stacktrace":"a.B: b\n\tat c\nCaused by: c.D: boom\n","timestamp":1}],"truncated":false}}"#

  private func flink() async throws -> StubUpstream {
    try await StubUpstream(bodies: [
      "/overview": "{}", "/jobs/overview": #"{"jobs":[]}"#,
      "/taskmanagers": #"{"taskmanagers":[{"id":"tm","path":"p","slotsNumber":2,"freeSlots":2}]}"#,
      "/jobs/\(Self.id)/exceptions": Self.exceptions, "/applications/b/exceptions": Self.exceptions,
    ])
  }

  private func follower(
    _ flink: StubUpstream, _ purpose: FlinkFollower.Purpose, _ events: StandIn.EventList = StandIn.EventList()
  ) -> FlinkFollower {
    FlinkFollower(
      purpose, client: LoopbackClient(port: flink.port), ports: ClusterPortNumbers(rpc: 1, blob: 2, rest: 3),
      gate: SubmissionGate(isSingle: true), events: EventLog { events.add($0) })
  }

  @Test func aJobClusterEndsWithItsJob() async throws {
    let flink = try await flink()
    let events = StandIn.EventList()
    async let result = follower(flink, .singleJob, events).run()
    flink.bodies.set("/jobs/overview", jobs("RUNNING"))
    try await eventually { events.list.contains { if case .jobStatusChanged = $0 { true } else { false } } }
    flink.bodies.set("/jobs/overview", jobs("FAILED"))
    let end = try #require(await result)
    #expect(end.status == .failed)
    #expect(end.failure?.message == "c.D: boom")
    #expect(end.jobs.map(\.netRuntime) == [7])
    #expect(
      events.list.prefix(3) == [
        .listening(port: 1, blobPort: 2), .restListening(port: 3),
        .taskManagerRegistered(id: "tm", taskManagers: 1, slots: 2),
      ])
    await flink.close()
  }

  @Test(
    arguments: [("FINISHED", .succeeded), ("CANCELED", .canceled), ("FAILED", .failed)] as [(String, ApplicationStatus)]
  )
  func anApplicationEndsAsFlinkSays(status: String, expected: ApplicationStatus) async throws {
    let flink = try await flink()
    flink.bodies.set("/applications/overview", applications("RUNNING"))
    flink.bodies.set("/jobs/overview", jobs(status))
    async let result = follower(flink, .application).run()
    flink.bodies.set("/applications/overview", applications(status))
    let end = try #require(await result)
    #expect(end.status == expected)
    #expect(end.failure?.message == (expected == .failed ? "c.D: boom" : nil))
    #expect(end.jobs.count == 1)
    await flink.close()
  }

  @Test func beforeThereWereApplicationsTheLogTells() async throws {
    let flink = try await flink()
    let follower = follower(flink, .application)
    async let result = follower.run()
    follower.heard(
      try #require(
        LogLine(parsing: "\u{1E}INFO\u{1F}x.ApplicationDispatcherBootstrap\u{1F}Application CANCELED: \u{1F}")))
    #expect(try #require(await result).status == .canceled)
    await flink.close()
  }

  @Test func aSessionDoesNotEndByItself() async throws {
    let flink = try await flink()
    let events = StandIn.EventList()
    let follower = follower(flink, .session, events)
    let running = Task { await follower.run() }
    flink.bodies.set("/jobs/overview", jobs("FINISHED"))
    try await eventually { events.list.contains { if case .jobStatusChanged = $0 { true } else { false } } }
    running.cancel()
    #expect(await running.value == nil)
    await flink.close()
  }

  private func eventually(_ condition: () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while !condition() {
      try #require(ContinuousClock.now < deadline, "it did not come about")
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}
