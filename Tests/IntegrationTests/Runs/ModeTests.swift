import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs {
  /// What tells the modes from each other, where no other suite looks at it; `docs/modes.md` has the whole list.
  @Suite(.serialized, .timeLimit(.minutes(10))) struct Modes {
    /// Nothing is created, started or removed: the engine is asked where the session is, the job goes to its JobManager.
    @Test func submittingToASessionMakesNothingOnTheEngine() async throws {
      try await TestSession.with { session in
        try await Runs.withScratch { folder in
          let proxy = try EngineProxy(path: "\(folder)/engine.sock")
          defer { proxy.close() }
          var drey = Runs.drey
          drey.environment["DOCKER_HOST"] = "unix://\(proxy.path)"
          let run = try await drey.command(session.command("trivial"))
          #expect(run.exitCode == .finished, "\(run.messages)")
          // Waiting for a member's end is a POST, and changes nothing.
          let others = proxy.calls.filter { $0.method != "GET" && !"\($0)".hasSuffix("/wait") }
          #expect(!proxy.calls.isEmpty && others.isEmpty, "\(proxy.calls)")
        }
      }
    }

    @Test func aSessionIsThereBeforeItsFirstJobAndAfterItsLast() async throws {
      try await TestSession.with { session in
        let before = try await Self.containers(of: session.name)
        #expect(before.count == 2)
        for scenario in ["trivial", "map-throws", "two-jobs"] { _ = try await session.run(scenario) }
        #expect(try await Self.containers(of: session.name) == before)
      }
    }

    /// Slots of a finished, a failed, and a cancelled job serve the next one.
    @Test func slotsAreTakenAtSubmissionAndGivenBackHoweverAJobEnds() async throws {
      try await TestSession.with(slots: 2) { session in
        #expect(try await Self.freeSlots(of: session) == 2)
        for (scenario, code) in [("trivial", ExitCode.finished), ("map-throws", .jobFailed), ("trap", .jobFailed)] {
          let run = try await session.run(scenario, options: ["--parallelism", "2"])
          #expect(run.exitCode == code, "\(scenario): \(run.messages)")
          #expect(try await Self.freeSlots(of: session) == 2, "after \(scenario)")
        }
        let (process, messages) = try await Runs.drey.startUntil("RUNNING", session.command("endless"))
        #expect(try await Self.freeSlots(of: session) == 1)
        process.signal(SIGINT)
        #expect(
          await process.wait(upTo: .seconds(30)) == .exited(ExitCode.interrupted.rawValue), "\(messages.tail)")
        let next = try await session.run("trivial", options: ["--parallelism", "2"])
        #expect(next.exitCode == .finished, "\(next.messages)")
      }
    }

    /// The job of the other run has its own TaskManager; that of the one whose TaskManager dies fails.
    @Test func aDeadTaskManagerOfOneJobClusterIsNoConcernOfTheOther() async throws {
      try await RunningCluster.with(mode: "job", scenario: "endless") { first in
        try await RunningCluster.with(mode: "job", scenario: "exchange") { second in
          try await first.engine.containers.kill(first.container("taskmanager-1"))
          let end = await first.process.wait(upTo: .seconds(60))
          #expect(end == .exited(ExitCode.infrastructure.rawValue), "\(first.messages.tail)")
          #expect(first.messages.tail.contains { $0.contains("taskmanager-1") }, "\(first.messages.tail)")
          let other = await second.process.wait(upTo: .seconds(90))
          #expect(other == .exited(ExitCode.finished.rawValue), "\(second.messages.tail)")
        }
      }
    }

    /// Each has one slot, and both have a job that takes it for good: had they one cluster, one of them would wait.
    @Test func jobsOfJobModeDoNotCompete() async throws {
      let name = Runs.uniqueName("apart")
      try await Runs.prepareScenarios()
      let run = try await Runs.drey.run(
        Runs.scenarios, options: ["--mode", "job", "--name", name], arguments: ["--scenario", "together"])
      #expect(run.exitCode == .finished, "\(run.messages)")
      let records = TogetherRecords(run.records)
      #expect(records.areComplete && records.overlap, "\(run.records)")
      for cluster in [name, "\(name)-2", "\(name)-3"] { #expect(try await Leftovers.find(of: cluster) == .none) }
    }

    @Test func jobsOfAnApplicationRunAtTheSameTimeInItsOneCluster() async throws {
      let name = Runs.uniqueName("together")
      let run = try await Runs.scenario("together", options: ["--name", name, "--slots", "2"])
      #expect(run.exitCode == .finished, "\(run.messages)")
      let records = TogetherRecords(run.records)
      #expect(records.areComplete && records.overlap, "\(run.records)")
      #expect(run.messages.count { $0.contains("a network and 2 containers") } == 1, "\(run.messages)")
      #expect(try await Leftovers.find(of: name) == .none)
    }

    /// The process is looked for where it says it is: under the JobManager of the container, and not on the client.
    @Test(.enabled(if: isRoot, "only root sees the processes of containers"))
    func mainOfAnApplicationIsAProcessOfTheJobManagersContainer() async throws {
      try await RunningCluster.with(mode: "application", scenario: "endless") { cluster in
        let container = try await cluster.engine.containers.inspect(cluster.container("jobmanager"))
        let namespace = try Self.namespace(of: container.state.pid)
        let mains = try Self.processes { $0.contains("\(ContainerContract.Path.userLibrary)/") }
        #expect(try mains.contains { try Self.namespace(of: $0) == namespace }, "\(mains)")
        let here = try Self.namespace(of: Int(getpid()))
        #expect(namespace != here)
        #expect(try !mains.contains { try Self.namespace(of: $0) == here })
      }
    }

    private static func namespace(of process: Int) throws -> String {
      try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/ns/pid")
    }

    /// The processes of this machine, containers' included, with such a command line.
    private static func processes(_ isMeant: (String) -> Bool) throws -> [Int] {
      try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int($0) }.filter { process in
        guard let line = try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline")) else { return false }
        return isMeant(String(decoding: line, as: UTF8.self))
      }
    }

    private static func containers(of cluster: String) async throws -> [String] {
      let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
      defer { engine.close() }
      return try await engine.containers.list(.label("dev.drey.cluster", cluster)).map(\.id).sorted()
    }

    /// What the JobManager says by REST, asked as any client with the token asks.
    private static func freeSlots(of session: TestSession) async throws -> Int {
      struct Overview: Decodable {
        var available: Int
        enum CodingKeys: String, CodingKey { case available = "slots-available" }
      }
      let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
      defer { engine.close() }
      let container = session.container("jobmanager")
      let archive = try await engine.containers.downloadArchive(container, from: ContainerContract.Path.restToken)
      let file = try TarReader.entries(of: try await archive.collect(upTo: 1 << 20)).first { $0.kind == .file }
      let token = String(decoding: try #require(file?.contents), as: UTF8.self)
      let port = try await engine.containers.inspect(container).ports[Port(ContainerContract.Port.rest)]?.first?
        .hostPort
      let answer = try await ChildProcess.capture(
        ChildProcess.Configuration(
          executable: "curl",
          arguments: ["-sS", "-H", "Authorization: Bearer \(token)", "http://127.0.0.1:\(try #require(port))/overview"])
      )
      return try JSONDecoder().decode(Overview.self, from: Data(answer.standardOutput.joined().utf8)).available
    }
  }
}

/// What the scenario `together` prints: `left 0 at 1700000000000`, the same of the right, and a last line.
struct TogetherRecords {
  private var times: [String: [Int: Int]] = [:]
  private var hasLast: Bool

  init(_ records: [String]) {
    hasLast = records.last == "both FINISHED FINISHED"
    for fields in records.dropLast().map({ $0.split(separator: " ") }) where fields.count == 4 {
      times[String(fields[0]), default: [:]][Int(fields[1]) ?? -1] = Int(fields[3])
    }
  }

  /// Twenty of each side, and the last line.
  var areComplete: Bool {
    hasLast && ["left", "right"].allSatisfy { Set(times[$0, default: [:]].keys) == Set(0..<20) }
  }

  /// Whether each side had begun before the other had ended.
  var overlap: Bool {
    guard let left = times["left"]?.values, let right = times["right"]?.values,
      let leftEnd = left.max(), let rightEnd = right.max()
    else { return false }
    return left.contains { $0 < rightEnd } && right.contains { $0 < leftEnd }
  }
}
