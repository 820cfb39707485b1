import ChildProcess
import DreyModel
import Testing

@testable import JobManager

/// Jobs of a session that share its slots.
@Suite struct SessionSlotTests {
  @Test func jobsWaitVisiblyForSlotsUpToALimit() async throws {
    try await SessionFixture.with(["jobmanager.session.queue-capacity": "1"]) { session in
      let jar = try await session.upload()
      let first = try await session.submit(session.job(jar, "hang", parallelism: 2))
      try await session.wait(for: .running, of: first)
      let second = try await session.submit(session.job(jar))
      #expect(try await session.status(of: second) == .created)
      try await session.journal.wait { if case .slotsMissing(_, 1, 0) = $0 { true } else { false } }
      let third = session.job(jar)
      let refused = try await session.post(third)
      #expect(refused.status == 503)
      #expect(try session.errors(refused).contains("1 jobs wait already"))
      #expect(try await session.client.call("PATCH", "/jobs/\(first)").status == 202)
      try await session.wait(for: .finished, of: second)
      try await session.wait(for: .finished, of: try await session.submit(third))
    }
  }

  @Test func jobsOfDifferentSizesShareTheSlots() async throws {
    try await SessionFixture.with(taskManagers: [("a", 2), ("b", 2)]) { session in
      let jar = try await session.upload()
      var ids: [JobID] = []
      for number in 0..<10 { ids.append(try await session.submit(session.job(jar, parallelism: number % 4 + 1))) }
      for id in ids { try await session.wait(for: .finished, of: id) }
      #expect(try await session.client.get("/overview", ClusterOverview.self).slotsAvailable == 4)
    }
  }

  @Test func waitingEndsWithTheSlotRequestTimeout() async throws {
    try await SessionFixture.with(["slot.request.timeout": "200"]) { session in
      let jar = try await session.upload()
      let id = try await session.submit(session.job(jar, parallelism: 3))
      try await session.wait(for: .failed, of: id)
      let result = try await session.client.get("/jobs/\(id)/execution-result", JobExecutionResultInfo.self)
      #expect(result.result?.failureCause?.failure?.domain == .timeout)
    }
  }

  @Test func aLostTaskManagerFailsTheJobsThatWereThereAndNoOthers() async throws {
    let ends = try await SessionFixture.with { session in
      let jar = try await session.upload()
      let onA = try await session.submit(session.job(jar, "hang"))
      let onB = try await session.submit(session.job(jar, "hang"))
      for id in [onA, onB] { try await session.wait(for: .running, of: id) }
      let a = try await session.client.get("/taskmanagers/a", TaskManagerInfo.self)
      #expect(a.allocatedSlots == [.init(jobID: onA)])
      #expect(a.freeSlots == 0 && a.slotsNumber == 1)
      session.taskManagers["a"]?.complete(())
      try await session.wait(for: .failed, of: onA)
      #expect(try await session.status(of: onB) == .running)
      let left = try await session.client.get("/v1/taskmanagers", TaskManagersInfo.self).taskManagers
      #expect(left.map(\.id) == ["b"])
      #expect(left.first?.timeSinceLastHeartbeat ?? 0 > 1_600_000_000_000)
      #expect(try await session.client.call("GET", "/taskmanagers/a").status == 404)
      // What waits for slots goes on waiting, what has them goes on working.
      #expect(try await session.client.call("PATCH", "/jobs/\(onB)").status == 202)
      try await session.wait(for: .canceled, of: onB)
      try await session.wait(for: .finished, of: try await session.submit(session.job(jar)))
    }
    #expect(ends["b"] == .some(nil))
    #expect(ends["a"]??.domain == .cancelled)
  }
}
