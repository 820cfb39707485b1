import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs {
  /// Members that end before their time come back, whoever ended them.
  @Suite(.serialized, .timeLimit(.minutes(10))) struct Restarts {
    @Test func aKilledTaskManagerIsStartedAgainByWhoGuardsIt() async throws {
      try await IdleCluster.with { cluster in
        let before = try await cluster.inspect("taskmanager-1")
        let chaos = try await Runs.drey.command(["chaos", "kill-taskmanager", cluster.name, "--index", "1"])
        #expect(chaos.exitCode == .finished && chaos.records == ["taskmanager-1"], "\(chaos.messages)")
        try await cluster.awaitRegistration(of: "taskmanager-1", count: 2)
        try await cluster.awaitMessage("taskmanager-1 ended before its time and is started again")
        let after = try await cluster.inspect("taskmanager-1")
        #expect(after.id == before.id && after.restartCount == 0)
      }
    }

    @Test func aRemovedTaskManagerIsMadeAnew() async throws {
      try await IdleCluster.with { cluster in
        let before = try await cluster.inspect("taskmanager-2")
        try await cluster.engine.containers.remove(before.id, force: true, volumes: true)
        try await cluster.awaitRegistration(of: "taskmanager-2", count: 2)
        let after = try await cluster.inspect("taskmanager-2")
        #expect(after.id != before.id && after.config.labels == before.config.labels)
        #expect(after.mounts.map(\.name).sorted() == before.mounts.map(\.name).sorted())
      }
    }

    @Test(.enabled(if: isRoot, "only root may signal the processes of containers"))
    func aProcessThatDiesIsStartedAgainByTheEngine() async throws {
      try await IdleCluster.with { cluster in
        let before = try await cluster.inspect("taskmanager-1")
        let chaos = try await Runs.drey.command(
          ["chaos", "kill-taskmanager", cluster.name, "--index", "1", "--process"])
        #expect(chaos.exitCode == .finished, "\(chaos.messages)")
        try await cluster.awaitRegistration(of: "taskmanager-1", count: 2)
        let after = try await cluster.inspect("taskmanager-1")
        #expect(after.id == before.id && after.restartCount == 1)
        // And what it says afterwards is heard as well: a second time it is no different.
        _ = try await Runs.drey.command(["chaos", "kill-taskmanager", cluster.name, "--index", "1", "--process"])
        try await cluster.awaitRegistration(of: "taskmanager-1", count: 3)
      }
    }

    /// The two subtasks exchange nothing: the one on the other TaskManager keeps its process.
    @Test(.enabled(if: isRoot, "only root may signal the processes of containers"))
    func whatExchangesNothingWithAKilledTaskManagerGoesOn() async throws {
      let job = [
        "-v", "--parallelism", "2", "-D", "execution.checkpointing.interval=200 ms", "--", "--scenario", "endless",
      ]
      try await IdleCluster.with(job) { cluster in
        try await cluster.awaitMessage("all subtasks run")
        try await cluster.awaitMessage("checkpoint 1 completed")
        let before = try await cluster.processes(of: "taskmanager-2")
        let chaos = try await Runs.drey.command(
          ["chaos", "kill-taskmanager", cluster.name, "--index", "1", "--process"])
        #expect(chaos.exitCode == .finished, "\(chaos.messages)")
        try await cluster.awaitMessage("restarts (1, 1 of its subtasks)")
        try await cluster.awaitMessage("all subtasks run", count: 2)
        try await cluster.awaitMessage("completed", after: "all subtasks run")
        #expect(try await cluster.processes(of: "taskmanager-2") == before)
      }
    }

    /// The engine is about to start it, and the watchdog removes it all the same.
    @Test(.enabled(if: isRoot, "only root may signal the processes of containers"))
    func aClientKilledWhileAMemberIsStartedAgainLeavesNothing() async throws {
      try await IdleCluster.with { cluster in
        for member in ["taskmanager-1", "taskmanager-2"] {
          Glibc.kill(Int32(try await cluster.inspect(member).state.pid), SIGKILL)
        }
        cluster.process.signal(SIGKILL)
        _ = await cluster.process.wait()
      }
    }

    @Test func aClusterThatIsDeletedByHandStaysDeleted() async throws {
      try await IdleCluster.with { cluster in
        let delete = try await Runs.drey.command(["delete", cluster.name])
        #expect(delete.exitCode == .finished, "\(delete.messages)")
        let end = await cluster.process.wait(upTo: .seconds(30))
        #expect(end == .exited(ExitCode.infrastructure.rawValue))
        #expect(try await Leftovers.find(of: cluster.name) == .none)
      }
    }

    @Test func theFolderForStateIsSharedAndBelongsToTheMembers() async throws {
      try await IdleCluster.with { cluster in
        let volume = "drey-\(cluster.name)-state"
        for member in RunningCluster.members {
          let mount = try await cluster.inspect(member).mounts.first { $0.destination == ContainerContract.Path.state }
          #expect(mount?.name == volume && mount?.isWritable == true)
        }
        guard isRoot else { return }
        var status = stat()
        try #require(stat(try await cluster.engine.volumes.inspect(volume).mountpoint, &status) == 0)
        #expect(status.st_uid == uid_t(ContainerContract.userID))
      }
    }

    /// Its client is still there: the one TaskManager that no job uses comes back, and the job goes on.
    @Test func aSessionsTaskManagerIsStartedAgainWhileAClientIsThere() async throws {
      try await TestSession.with(taskManagers: 2) { session in
        let (process, messages) = try await Runs.drey.startUntil("RUNNING", session.command("endless"))
        let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
        defer { engine.close() }
        let idle = try await Self.idleTaskManager(of: session)
        let before = try await engine.containers.inspect(session.container(idle))
        try await session.kill(idle)
        try await IdleCluster.eventually("\(idle) did not come back") {
          let now = try await engine.containers.inspect(session.container(idle))
          return now.id == before.id && now.state.status == .running
        }
        process.signal(SIGINT)
        let end = await process.wait(upTo: .seconds(30))
        #expect(end == .exited(ExitCode.interrupted.rawValue), "\(messages.tail)")
      }
    }

    /// The one whose processes are fewer, once a worker runs on the other.
    private static func idleTaskManager(of session: TestSession) async throws -> String {
      var counts: [(member: String, processes: Int)] = []
      try await IdleCluster.eventually("no worker runs") {
        counts = []
        for member in ["taskmanager-1", "taskmanager-2"] {
          let top = try await ChildProcess.capture(
            ChildProcess.Configuration(executable: "docker", arguments: ["top", session.container(member)]))
          counts.append((member, top.standardOutput.count))
        }
        return Set(counts.map(\.processes)).count == 2
      }
      return try #require(counts.min { $0.processes < $1.processes }).member
    }
  }
}
