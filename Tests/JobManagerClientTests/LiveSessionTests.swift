import DreyModel
import Glibc
import JobManagerClient
import Testing

/// The client and drey's own JobManager.
@Suite(.timeLimit(.minutes(2))) struct LiveSessionTests {
  @Test func anExecutableIsSentOnceAndAJobIsFollowedToItsEnd() async throws {
    try await LiveSession.with(taskManagers: 2, slots: 1) { session in
      let client = session.client
      let jar = try await client.ensureJar(file: LiveSession.testJob)
      #expect(try await client.ensureJar(file: LiveSession.testJob) == jar)
      let jars = try await client.jars()
      #expect(jars.map(\.id) == [jar])
      #expect(jars.first?.name == "TestJob")

      let id = try await client.submit(session.job(jar, parallelism: 2))
      #expect(try await client.waitForEnd(of: id) == .finished)
      let result = try await client.result(of: id)
      #expect(result.id == id && result.applicationStatus == .succeeded && result.failureCause == nil)
      let details = try await client.job(id)
      #expect(details.state == .finished && details.vertices.map(\.name) == ["source", "sink"])
      #expect(try await client.plan(of: id) == details.plan)
      #expect(try await client.configuration(of: id).execution.jobParallelism == 2)
      #expect(try await client.exceptions(of: id).exceptionHistory.entries.isEmpty)
      #expect(try await client.jobs() == [.init(id: id, status: .finished)])
      #expect(try await client.jobsOverview().map(\.id) == [id])
      #expect(try await client.overview().jobsFinished == 1)
      #expect(try await client.configuration().features.webSubmit)
      #expect(try await client.jobManagerConfiguration().contains(ConfigurationEntry(key: "rest.port", value: "0")))
      try await client.deleteJar(jar)
      #expect(try await clientError { try await client.submit(session.job(jar)) }.isNotFound)
    }
  }

  @Test func whichTaskManagersRunAVertex() async throws {
    try await LiveSession.with(taskManagers: 2, slots: 1) { session in
      let client = session.client
      let jar = try await client.ensureJar(file: LiveSession.testJob)
      let waiting = try await client.submit(session.job(jar, parallelism: 3))
      let vertex = JobVertex.hexID(1)
      #expect(try await client.taskManagers(ofVertex: vertex, of: waiting).taskManagers.isEmpty)
      let id = try await client.submit(session.job(jar, "hang", parallelism: 2))
      try await eventually("all subtasks run") {
        try await client.taskManagers(ofVertex: vertex, of: id).taskManagers.allSatisfy { $0.status == .running }
      }
      let info = try await client.taskManagers(ofVertex: vertex, of: id)
      #expect(info.id == vertex && info.name == "sink" && info.now > 0)
      #expect(info.taskManagers.map(\.id) == ["0", "1"])
      for each in info.taskManagers {
        #expect(each.statusCounts["RUNNING"] == 1)
        #expect(each.startTime > 0 && each.endTime == -1 && each.duration >= 0)
        #expect(each.endpoint == "127.0.0.1:4711")
      }
      try await client.cancel(id)
      #expect(try await client.waitForEnd(of: id) == .canceled)
      let ended = try await client.taskManagers(ofVertex: JobVertex.hexID(0), of: id).taskManagers
      #expect(ended.map(\.status) == [.canceled, .canceled])
      #expect(ended.allSatisfy { $0.endTime >= $0.startTime && $0.duration == $0.endTime - $0.startTime })
      for unknown in [JobVertex.hexID(2), "x", "../overview"] {
        #expect(try await clientError { try await client.taskManagers(ofVertex: unknown, of: id) }.isNotFound)
      }
      #expect(try await clientError { try await client.taskManagers(ofVertex: vertex, of: .random()) }.isNotFound)
      let taskManagers = try await client.taskManagers()
      #expect(taskManagers.map(\.id) == ["0", "1"])
      #expect(try await client.taskManager("0").slotsNumber == 1)
      #expect(try await clientError { try await client.taskManager("a/../b c") }.isNotFound)
      try await client.cancel(waiting)
    }
  }

  @Test func aJobThatFailsSaysWhy() async throws {
    try await LiveSession.with { session in
      let client = session.client
      let jar = try await client.ensureJar(file: LiveSession.testJob)
      let id = try await client.submit(session.job(jar, "throw"))
      let result = try await client.result(of: id)
      #expect(result.applicationStatus == .failed)
      #expect(result.failureCause?.failure?.domain == .user)
      let exceptions = try await client.exceptions(of: id, limit: 1)
      #expect(exceptions.rootException?.contains("bad record") == true)
      #expect(try await client.exceptions(of: id, limit: 0).exceptionHistory.truncated)
      let late = try await clientError { try await client.cancel(id) }
      #expect(late.isConflict && late.failure.domain == .usage)
      #expect("\(late)".contains("PATCH /v1/jobs/\(id) at \(session.endpoint): the JobManager answered 409: job \(id)"))
    }
  }

  @Test func aLargeExecutableIsSentFromItsFile() async throws {
    try await LiveSession.with(taskManagers: 0) { session in
      let path = "\(session.folder)/large job.bin"
      let file = try #require(fopen(path, "w"))
      let block = [0x7F, 0x45, 0x4C, 0x46] + (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 5) }
      for _ in 0..<30 { #expect(fwrite(block, 1, block.count, file) == block.count) }
      #expect(fclose(file) == 0)
      let jar = try await session.client.ensureJar(file: path)
      #expect(jar.hasSuffix("_large_job.bin") && jar.utf8.count == 64 + 14)
      #expect(try await session.client.ensureJar(file: path) == jar)
    }
  }

  @Test func whatTheJobManagerRefusesWhileItIsSent() async throws {
    try await LiveSession.with(taskManagers: 0) { session in
      let stranger = try JobManagerClient(endpoint: session.endpoint, token: "a-wrong-token")
      let nobody = try JobManagerClient(endpoint: session.endpoint, token: nil)
      for client in [stranger, nobody] {
        let refusal = try await clientError { try await client.overview() }
        #expect(refusal.status == 401 && refusal.failure.domain == .usage)
        #expect(refusal.errors.first?.contains("token") == true)
        #expect(try await clientError { try await client.uploadJar(file: LiveSession.testJob) }.status == 401)
        #expect(try await clientError { try await client.shutDown() }.status == 401)
        client.close()
      }
      let text = try await clientError { try await session.client.ensureJar(file: "/etc/passwd") }
      #expect(text.status == 400 && text.errors.count == 2 && text.failure.advice == text.errors.last)
      let missing = try await clientError { try await session.client.ensureJar(file: "/no/such/file") }
      #expect("\(missing)".contains("/no/such/file cannot be read") && missing.failure.domain == .usage)
      #expect(throws: JobManagerClientError.self) {
        try JobManagerClient(endpoint: session.endpoint, token: "a\r\nHost: b")
      }
    }
  }

  @Test func aClusterThatIsShutDownIsGone() async throws {
    try await LiveSession.with { session in
      let client = session.client
      let jar = try await client.ensureJar(file: LiveSession.testJob)
      let id = try await client.submit(session.job(jar, "hang"))
      let waiting = Task { try await client.waitForEnd(of: id) }
      try await client.shutDown()
      // The job is cancelled on the way; whether that is seen in time is a matter of luck.
      do { #expect(try await waiting.value == .canceled) } catch let error as JobManagerClientError {
        #expect(error.isUnreachable)
      }
      try await eventually("the cluster is gone") {
        do { _ = try await client.overview() } catch let error as JobManagerClientError { return error.isUnreachable }
        return false
      }
      let gone = try await clientError { try await client.waitForEnd(of: id) }
      #expect(gone.isUnreachable && gone.failure.domain == .infrastructure)
      #expect("\(gone)".hasPrefix("GET /v1/jobs/\(id)/status at \(session.endpoint): the JobManager cannot be reached"))
    }
  }
}
