import ChildProcess
import DreyModel
import FoundationEssentials
import Glibc
import Testing

/// Clusters of plain processes on one machine, as a client without an engine would start them.
@Suite struct LoopbackTests {
  @Test(.timeLimit(.minutes(3))) func clustersSideBySideListenOnLoopbackAlone() async throws {
    let scratch = FileManager.default.temporaryDirectory.path + "/drey-loopback-\(UInt64.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let homes = try ["application", "other", "session"].map { try ServiceHome("\(scratch)/\($0)") }
    let endless = ["--job", "endless"]
    let two = ["-D", "parallelism.default=2"]
    let jobManagers = [
      try homes[0].jobManager("standalone-job", two, endless), try homes[1].jobManager("standalone-job", two, endless),
      try homes[2].jobManager("jobmanager", ["-D", "rest.port=0", "-D", "rest.bind-address=127.0.0.1"]),
    ]
    var taskManagers: [ServiceProcess] = []
    for (home, jobManager) in zip(homes, jobManagers) {
      for id in ["a", "b"] { taskManagers.append(try await home.taskManager(id, of: jobManager)) }
    }
    do {
      try await check(jobManagers, taskManagers)
    } catch {
      for each in jobManagers + taskManagers { each.process.signal(SIGKILL) }
      throw error
    }
    for each in jobManagers { each.process.signal(SIGTERM) }
    for each in jobManagers + taskManagers {
      #expect(await each.process.wait(upTo: .seconds(20)) != nil)
      each.process.signal(SIGKILL)
    }
  }

  private func check(_ jobManagers: [ServiceProcess], _ taskManagers: [ServiceProcess]) async throws {
    for each in jobManagers.prefix(2) {
      try await each.journal.wait {
        if case .jobStatusChanged(_, _, .running, _) = $0 { true } else { false }
      }
    }
    #expect(try await jobManagers[2].restPort() > 0)
    try await jobManagers[2].journal.wait {
      if case .taskManagerRegistered(_, 2, _) = $0 { true } else { false }
    }
    // Workers open their port a moment after their job runs.
    let expected = jobManagers.count * 2 + 1 + 4
    let deadline = ContinuousClock.now + .seconds(30)
    var sockets: [String] = []
    while sockets.count < expected, ContinuousClock.now < deadline {
      sockets = (jobManagers + taskManagers).flatMap { ListeningSockets.addresses(ofTree: $0.process.processID) }
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(sockets.count == expected, "\(sockets)")
    #expect(sockets.allSatisfy { $0.hasPrefix("0100007F:") }, "\(sockets)")
    #expect(Set(sockets).count == sockets.count)
  }
}
