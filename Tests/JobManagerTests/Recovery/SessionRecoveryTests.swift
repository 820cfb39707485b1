import ChildProcess
import ControlPlane
import DreyModel
import FoundationEssentials
import Glibc
import Testing

@testable import JobManager

/// A session whose JobManager is killed and started again at the same ports.
@Suite(.timeLimit(.minutes(3))) struct SessionRecoveryTests {
  /// One JobManager after the other, with what all of them share.
  private struct Cluster {
    let home: ServiceHome
    let ports: (rpc: Int, blob: Int)
    private(set) var jobManager: ServiceProcess
    private(set) var session: SessionFixture

    init(_ home: ServiceHome) async throws {
      self.home = home
      jobManager = try home.jobManager("jobmanager", Self.options(home))
      ports = try await jobManager.ports()
      session = try await Self.session(jobManager)
    }

    private static func options(_ home: ServiceHome) -> [String] {
      [
        "-D", "rest.port=0", "-D", "rest.bind-address=127.0.0.1", "-D",
        "high-availability.storageDir=file://\(home.folder)/ha",
      ]
    }

    private static func session(_ jobManager: ServiceProcess) async throws -> SessionFixture {
      let client = HTTPClient(port: try await jobManager.restPort(), token: ServiceHome.token)
      return SessionFixture(cluster: try ClusterFixture(), client: client, taskManagers: [:])
    }

    mutating func again(after signal: Int32) async throws {
      jobManager.process.signal(signal)
      try #require(await jobManager.process.wait(upTo: .seconds(20)) != nil)
      jobManager = try home.jobManager(
        "jobmanager",
        Self.options(home) + ["-D", "jobmanager.rpc.port=\(ports.rpc)", "-D", "blob.server.port=\(ports.blob)"])
      session = try await Self.session(jobManager)
      try await registered()
    }

    func registered() async throws {
      try await jobManager.journal.wait { if case .taskManagerRegistered(_, 2, _) = $0 { true } else { false } }
    }

    func wait(for status: JobStatus, of job: JobID) async throws {
      try await jobManager.journal.wait { if case .jobStatusChanged(job, _, status, _) = $0 { true } else { false } }
    }
  }

  @Test func resultsAndExecutablesOutliveTheJobManager() async throws {
    try await ServiceHome.with { home in
      var cluster = try await Cluster(home)
      var taskManagers: [ServiceProcess] = []
      for id in ["a", "b"] { taskManagers.append(try await home.taskManager(id, of: cluster.jobManager)) }
      defer { for each in taskManagers { each.process.signal(SIGKILL) } }
      try await cluster.registered()
      let jar = try await cluster.session.upload()
      let finishing = cluster.session.job(jar)
      let finished = try await cluster.session.submit(finishing)
      try await cluster.wait(for: .finished, of: finished)
      let lost = try await cluster.session.submit(cluster.session.job(jar, "hang"))
      try await cluster.wait(for: .running, of: lost)

      try await cluster.again(after: SIGKILL)
      #expect(try await cluster.session.status(of: finished) == .finished)
      try await cluster.wait(for: .failed, of: lost)
      let result = try await cluster.session.client.get(
        "/jobs/\(lost)/execution-result", JobExecutionResultInfo.self)
      #expect(result.result?.failureCause?.failure?.domain == .infrastructure)
      #expect(result.result?.failureCause?.failure?.message.contains("no checkpoints") == true)
      #expect(try await cluster.session.submit(finishing) == finished, "it is known, and not run again")
      let new = try await cluster.session.submit(cluster.session.job(jar))
      try await cluster.wait(for: .finished, of: new)
      let ran = cluster.jobManager.journal.events.compactMap { event -> JobID? in
        if case .jobStatusChanged(let id, _, .running, _) = event { id } else { nil }
      }
      #expect(ran == [new])

      try await cluster.again(after: SIGTERM)
      for (job, status) in [(finished, JobStatus.finished), (lost, .failed), (new, .finished)] {
        #expect(try await cluster.session.status(of: job) == status)
      }
      #expect(try await cluster.session.client.call("DELETE", "/cluster").status == 200)
      for each in taskManagers + [cluster.jobManager] {
        #expect(await each.process.wait(upTo: .seconds(20)) == .exited(0))
      }
      #expect(try Folder.names(in: "\(home.folder)/ha").isEmpty, "nothing is left to go on with")
    }
  }

  /// Whatever kills a JobManager again and again, it is not done for ever.
  @Test func aJobThatMayHaveKilledThreeJobManagersIsNotResumed() async throws {
    try await ServiceHome.with { home in
      var cluster = try await Cluster(home)
      var taskManagers: [ServiceProcess] = []
      for id in ["a", "b"] { taskManagers.append(try await home.taskManager(id, of: cluster.jobManager)) }
      defer { for each in taskManagers + [cluster.jobManager] { each.process.signal(SIGKILL) } }
      try await cluster.registered()
      let jar = try await cluster.session.upload()
      var job = cluster.session.job(jar, "hang")
      job.submission.configuration = Options([
        "execution.checkpointing.interval": "1 h", "execution.checkpointing.dir": "\(home.folder)/checkpoints",
      ])
      let id = try await cluster.session.submit(job)
      for _ in 0..<3 {
        try await cluster.wait(for: .running, of: id)
        try await cluster.again(after: SIGKILL)
        #expect(
          cluster.jobManager.journal.events.contains {
            if case .log(.warn, "recovery", let text) = $0 { text.contains("without a clean end") } else { false }
          })
      }
      try await cluster.wait(for: .failed, of: id)
      let result = try await cluster.session.client.get("/jobs/\(id)/execution-result", JobExecutionResultInfo.self)
      #expect(result.result?.failureCause?.failure?.message.contains("3 JobManagers in a row were killed") == true)
      let new = try await cluster.session.submit(cluster.session.job(jar))
      try await cluster.wait(for: .finished, of: new)
      try await cluster.again(after: SIGTERM)
      #expect(
        !cluster.jobManager.journal.events.contains { if case .log(.warn, "recovery", _) = $0 { true } else { false } })
      #expect(try await cluster.session.client.call("DELETE", "/cluster").status == 200)
    }
  }
}
