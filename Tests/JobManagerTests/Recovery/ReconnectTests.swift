import ChildProcess
import DreyModel
import Glibc
import Testing

/// TaskManagers whose JobManager goes, and perhaps comes back.
@Suite(.timeLimit(.minutes(2))) struct ReconnectTests {
  private static func ports(_ ports: (rpc: Int, blob: Int)) -> [String] {
    ["-D", "jobmanager.rpc.port=\(ports.rpc)", "-D", "blob.server.port=\(ports.blob)"]
  }

  private static let session = ["-D", "rest.port=0", "-D", "rest.bind-address=127.0.0.1"]

  private static func isRegistered(_ event: ClusterEvent) -> Bool {
    if case .taskManagerRegistered = event { true } else { false }
  }

  @Test func anotherJobManagerAtTheSamePortsIsAccepted() async throws {
    try await ServiceHome.with { home in
      let first = try home.jobManager("standalone-job", [], ["--job", "endless"])
      let ports = try await first.ports()
      let taskManager = try await home.taskManager("a", of: first)
      defer { taskManager.process.signal(SIGKILL) }
      try await first.journal.wait { if case .subtasksRunning = $0 { true } else { false } }
      first.process.signal(SIGKILL)
      try await taskManager.journal.wait {
        if case .log(.warn, "taskmanager", let text) = $0 { text.contains("lost the JobManager") } else { false }
      }
      let second = try home.jobManager("jobmanager", Self.session + Self.ports(ports))
      defer { second.process.signal(SIGKILL) }
      try await second.journal.wait(for: Self.isRegistered)
      #expect(await taskManager.process.wait(upTo: .milliseconds(1)) == nil)
      second.process.signal(SIGTERM)
      #expect(
        await taskManager.process.wait(upTo: .seconds(20)) == .exited(0), "what a JobManager says ends it at once")
    }
  }

  /// Tests that only members of a session exit as failed, so that an engine that restarts failed members restarts only those.
  @Test(arguments: [(["-D", "jobmanager.exits-with-zero=true"], ExitCode.finished), ([], .cancelled)])
  func aTaskManagerThatIsToldToStopHasFailedUnlessItsClusterEndsWithItsWork(
    options: [String], code: ExitCode
  )
    async throws
  {
    try await ServiceHome.with { home in
      let jobManager = try home.jobManager("jobmanager", Self.session)
      defer { jobManager.process.signal(SIGKILL) }
      let taskManager = try await home.taskManager("a", of: jobManager, options)
      try await jobManager.journal.wait(for: Self.isRegistered)
      taskManager.process.signal(SIGTERM)
      #expect(await taskManager.process.wait(upTo: .seconds(20)) == .exited(code.rawValue))
      jobManager.process.signal(SIGTERM)
      #expect(
        await jobManager.process.wait(upTo: .seconds(20)) == .exited(ExitCode.cancelled.rawValue),
        "a session ends when a client says so, and is started again otherwise")
    }
  }

  @Test func patienceHasAnEnd() async throws {
    try await ServiceHome.with { home in
      let jobManager = try home.jobManager("jobmanager", Self.session)
      let taskManager = try await home.taskManager(
        "a", of: jobManager, ["-D", "taskmanager.registration.timeout=700"])
      try await jobManager.journal.wait(for: Self.isRegistered)
      // By the time that another one has registered, the first has been told that it is.
      let other = try await home.taskManager("b", of: jobManager, ["-D", "taskmanager.registration.timeout=700"])
      try await jobManager.journal.wait {
        if case .taskManagerRegistered(_, taskManagers: 2, _) = $0 { true } else { false }
      }
      jobManager.process.signal(SIGKILL)
      #expect(await other.process.wait(upTo: .seconds(20)) == .exited(ExitCode.infrastructure.rawValue))
      #expect(await taskManager.process.wait(upTo: .seconds(20)) == .exited(ExitCode.infrastructure.rawValue))
      let last = taskManager.journal.events.last
      guard case .log(.error, _, let message)? = last else {
        Issue.record("\(String(describing: last))")
        return
      }
      #expect(message.contains("lost the JobManager"))
      #expect(message.contains("within 700 ms"))
    }
  }
}
