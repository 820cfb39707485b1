import DreyModel
import Testing

@testable import JobManager

/// Jobs of a session from submission to end.
@Suite struct SessionJobTests {
  @Test func aJobIsSubmittedRunsAndIsToldOf() async throws {
    let ends = try await SessionFixture.with { session in
      let jar = try await session.upload()
      let id = try await session.submit(session.job(jar, parallelism: 2))
      try await session.wait(for: .finished, of: id)

      let details = try await session.client.get("/v1/jobs/\(id)", JobDetails.self)
      #expect(details.state == .finished)
      #expect(details.vertices.map(\.name) == ["source", "sink"])
      #expect(details.vertices.allSatisfy { $0.status == .finished && $0.tasks["FINISHED"] == 2 })
      #expect(details.vertices.allSatisfy { $0.startTime > 0 && $0.endTime >= $0.startTime })
      #expect(details.statusCounts["FINISHED"] == 2)
      #expect(details.timestamps["RUNNING"] ?? 0 >= details.startTime)
      #expect(details.endTime == details.timestamps["FINISHED"])
      #expect(details.plan.nodes.last?.inputs?.first?.id == details.vertices.first?.id)

      let result = try await session.client.get("/jobs/\(id)/execution-result", JobExecutionResultInfo.self)
      #expect(result.status.id == .completed)
      #expect(result.result?.applicationStatus == .succeeded)
      let summary = try await session.client.get("/jobs/overview", JobsOverview.self).jobs
      #expect(summary.map(\.id) == [id])
      #expect(summary.first?.tasks["total"] == 4)
      #expect(try await session.client.get("/jobs", JobIDsOverview.self).jobs == [.init(id: id, status: .finished)])
      #expect(try await session.client.get("/jobs/\(id)/plan", JobPlanInfo.self).plan == details.plan)
      #expect(try await session.client.get("/jobs/\(id)/config", JobConfigurationInfo.self).id == id)
      #expect(
        try await session.client.get("/jobs/\(id)/exceptions", JobExceptions.self).exceptionHistory.entries.isEmpty)
      let overview = try await session.client.get("/overview", ClusterOverview.self)
      #expect(overview.taskManagers == 2 && overview.slotsTotal == 2 && overview.slotsAvailable == 2)
      #expect(overview.jobsFinished == 1 && overview.jobsRunning == 0)
    }
    #expect(ends == ["a": nil, "b": nil])
  }

  @Test func aSessionOutlivesManyJobs() async throws {
    try await SessionFixture.with(["jobstore.max-capacity": "3"]) { session in
      let jar = try await session.upload()
      let first = session.job(jar)
      var last: JobID?
      for number in 0..<6 {
        let id = try await session.submit(number == 0 ? first : session.job(jar))
        try await session.wait(for: .finished, of: id)
        last = id
      }
      let kept = try await session.client.get("/jobs", JobIDsOverview.self).jobs
      #expect(kept.count == 3, "old results are forgotten")
      #expect(kept.last?.id == last)
      let late = try await session.post(first)
      #expect(late.status == 409, "and yet nothing runs twice")
      #expect(try session.errors(late).contains("no longer kept"))
    }
  }

  @Test func endedJobsAreReadFromTheDiskAsLongAsTheyAreKept() async throws {
    let options = ["jobstore.cache-size": "0", "jobstore.expiration-time": "3"]
    try await SessionFixture.with(options) { session in
      let jar = try await session.upload()
      let id = try await session.submit(session.job(jar, "throw"))
      try await session.wait(for: .failed, of: id)
      let details = try await session.client.get("/jobs/\(id)", JobDetails.self)
      #expect(details.state == .failed && details.now >= details.endTime)
      let vertex = try #require(details.vertices.first?.id)
      for path in [
        "", "/accumulators", "/checkpoints", "/checkpoints/config", "/config", "/exceptions", "/execution-result",
        "/plan",
        "/status", "/vertices/\(vertex)", "/vertices/\(vertex)/taskmanagers",
      ] {
        #expect(try await session.client.call("GET", "/jobs/\(id)\(path)").status == 200, "\(path)")
      }
      #expect(try await session.client.call("GET", "/jobs/\(id)/vertices/x").status == 404)
      #expect(try await session.client.call("POST", "/jobs/\(id)/savepoints").status == 409)
      let exceptions = try await session.client.get("/jobs/\(id)/exceptions?maxExceptions=0", JobExceptions.self)
      #expect(exceptions.exceptionHistory.entries.isEmpty && exceptions.exceptionHistory.truncated)
      let deadline = ContinuousClock.now + .seconds(20)
      while try await session.client.call("GET", "/jobs/\(id)").status == 200, ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(50))
      }
      #expect(try await session.client.call("GET", "/jobs/\(id)").status == 404)
      #expect(try await session.client.get("/jobs", JobIDsOverview.self).jobs.isEmpty)
      #expect(try await session.client.get("/overview", ClusterOverview.self).jobsFailed == 0)
    }
  }

  @Test func theSubmissionsOfJobsThatHaveNotEndedAreBounded() async throws {
    try await SessionFixture.with(["jobmanager.session.submission-capacity": "4kb"]) { session in
      let jar = try await session.upload()
      var large = session.job(jar, "hang")
      large.arguments.append(String(repeating: "x", count: 2000))
      let id = try await session.submit(large)
      var other = session.job(jar)
      other.arguments.append(String(repeating: "x", count: 2000))
      let refused = try await session.post(other)
      #expect(refused.status == 503)
      #expect(try session.errors(refused).contains("jobmanager.session.submission-capacity"))
      other.arguments.append(String(repeating: "x", count: 3000))
      #expect(try await session.post(other).status == 413)
      #expect(try await session.client.call("PATCH", "/jobs/\(id)").status == 202)
      try await session.wait(for: .canceled, of: id)
      other.arguments.removeLast()
      try await session.wait(for: .finished, of: try await session.submit(other))
    }
  }

  @Test func aJobNamesTheJobsThatItsMainExecutedBefore() async throws {
    try await SessionFixture.with(["jobstore.max-capacity": "1"]) { session in
      let jar = try await session.upload()
      let first = try await session.submit(session.job(jar))
      try await session.wait(for: .finished, of: first)
      var second = session.job(jar)
      second.submission.executionIndex = 1
      second.submission.graph.name = "job-1"
      second.earlier = [.job(first)]
      let id = try await session.submit(second)
      try await session.wait(for: .finished, of: id)
      try await session.journal.wait {
        if case .log(_, "worker", let text) = $0 { text.hasSuffix(#"after ["job-0"]"#) } else { false }
      }
      second.jobID = .random()
      let late = try await session.post(second)
      #expect(late.status == 409)
      #expect(try session.errors(late).contains("needs the result of job \(first)"))
      #expect(try session.errors(late).contains("jobstore.max-capacity"))
    }
  }

  @Test func aRunningJobIsCancelledAndItsSlotsAreFree() async throws {
    try await SessionFixture.with { session in
      let jar = try await session.upload()
      let id = try await session.submit(session.job(jar, "hang", parallelism: 2))
      try await session.journal.wait { if case .log(_, "worker", _) = $0 { true } else { false } }
      #expect(try await session.client.get("/overview", ClusterOverview.self).slotsAvailable == 0)
      let pending = try await session.client.get("/jobs/\(id)/execution-result", JobExecutionResultInfo.self)
      #expect(pending == JobExecutionResultInfo(nil))
      #expect(try await session.client.call("PATCH", "/v1/jobs/\(id)?mode=cancel").status == 202)
      try await session.wait(for: .canceled, of: id)
      #expect(try await session.client.get("/overview", ClusterOverview.self).slotsAvailable == 2)
      let result = try await session.client.get("/jobs/\(id)/execution-result", JobExecutionResultInfo.self)
      #expect(result.result?.applicationStatus == .canceled)
      #expect(result.result?.failureCause?.failure?.domain == .cancelled)
      #expect(try await session.client.call("PATCH", "/jobs/\(id)").status == 202, "it is cancelled already")
      #expect(try await session.client.call("PATCH", "/jobs/\(id)?mode=stop").status == 400)
      #expect(try await session.client.call("PATCH", "/jobs/\(JobID.random())").status == 404)
      let other = try await session.submit(session.job(jar))
      try await session.wait(for: .finished, of: other)
      #expect(try await session.client.call("PATCH", "/jobs/\(other)").status == 409)
    }
  }

  @Test func aJobThatFailsLeavesTheOthersAlone() async throws {
    let ends = try await SessionFixture.with { session in
      let jar = try await session.upload()
      let other = try await session.submit(session.job(jar, "hang"))
      let id = try await session.submit(session.job(jar, "throw"))
      try await session.wait(for: .failed, of: id)
      #expect(try await session.status(of: other) == .running)
      let exceptions = try await session.client.get("/jobs/\(id)/exceptions", JobExceptions.self)
      #expect(exceptions.rootException?.contains("bad record") == true)
      #expect(exceptions.exceptionHistory.entries.count == 1)
      let result = try await session.client.get("/jobs/\(id)/execution-result", JobExecutionResultInfo.self)
      #expect(result.result?.applicationStatus == .failed)
      #expect(result.result?.failureCause?.failure?.domain == .user)
      #expect(try await session.client.get("/jobs/\(id)", JobDetails.self).vertices.contains { $0.status == .failed })
    }
    #expect(ends == ["a": nil, "b": nil])
  }

  @Test func aSubmissionThatIsSentAgainRunsOnce() async throws {
    try await SessionFixture.with { session in
      let jar = try await session.upload()
      let job = session.job(jar)
      let id = try await session.submit(job)
      #expect(id == job.jobID)
      #expect(try await session.submit(job) == id)
      try await session.wait(for: .finished, of: id)
      #expect(try await session.submit(job) == id, "also when it has ended")
      #expect(try await session.client.get("/jobs", JobIDsOverview.self).jobs.count == 1)
      var other = job
      other.arguments.append("more")
      #expect(try await session.post(other).status == 409)
      let chosen = try await session.submit(session.job(jar, id: nil))
      #expect(chosen != id)
    }
  }

  @Test func workersThatOutliveTheSessionThereAreNone() async throws {
    let ends = try await SessionFixture.with { session in
      let jar = try await session.upload()
      let id = try await session.submit(session.job(jar, "hang"))
      try await session.wait(for: .running, of: id)
      #expect(try await session.client.call("DELETE", "/cluster").status == 200)
      try await session.wait(for: .canceled, of: id)
    }
    #expect(ends == ["a": nil, "b": nil])
  }
}
