import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs.Flink {
  /// Session mode: many jobs, submitted by REST.
  @Suite(.serialized) struct Sessions {
    @Test func jobsFinishFailAndAreCancelledAndTheSessionStays() async throws {
      try await FlinkSession.with(taskManagers: 2) { session in
        let words = try await Runs.drey.command(session.command("wordcount", arguments: ["--lines", "1000"]))
        #expect(words.exitCode == .finished, "\(words.messages)")
        #expect(try await session.printed().count > 1000)

        let failing = try await Runs.drey.command(session.command("failing"))
        #expect(failing.exitCode == .jobFailed)
        #expect(failing.messages.contains { $0.contains("map fails on purpose") }, "\(failing.messages)")

        let main = try await Runs.drey.command(session.command("failing", arguments: ["--in", "main"]))
        #expect(main.exitCode == .jobFailed)
        #expect(main.messages.contains { $0.contains("main fails on purpose") }, "\(main.messages)")

        try await cancel(in: session)
        try await interrupt(in: session)

        let list = try await Runs.drey.command(["job", "list", "--cluster", session.name])
        #expect(list.exitCode == .finished, "\(list.messages)")
        for state in ["FINISHED", "FAILED", "CANCELED"] {
          #expect(list.records.contains { $0.contains(state) }, "\(list.records)")
        }
      }
    }

    private func cancel(in session: FlinkSession) async throws {
      let detached = try await Runs.drey.command(session.command("endless", options: ["--detached"]))
      let id = try #require(detached.records.first)
      let show = try await Runs.drey.command(["job", "show", id, "--cluster", session.name])
      #expect(show.exitCode == .finished, "\(show.messages)")
      let wait = try Runs.drey.start(["job", "wait", id, "--cluster", session.name])
      let cancel = try await Runs.drey.command(["job", "cancel", id, "--cluster", session.name])
      #expect(cancel.exitCode == .finished, "\(cancel.messages)")
      #expect(await wait.process.wait(upTo: .seconds(30)) == .exited(ExitCode.cancelled.rawValue))
    }

    /// Ctrl-C ends the job, not only the client.
    private func interrupt(in session: FlinkSession) async throws {
      let (process, messages) = try await Runs.drey.startUntil("RUNNING", session.command("endless"))
      process.signal(SIGINT)
      let end = await process.wait(upTo: .seconds(30))
      #expect(end == .exited(ExitCode.interrupted.rawValue), "\(messages.tail)")
      let list = try await Runs.drey.command(["job", "list", "--cluster", session.name])
      #expect(list.records.count { $0.contains("CANCELED") } == 2, "\(list.records)")
      #expect(!list.records.contains { $0.contains("RUNNING") }, "\(list.records)")
    }

    @Test func theSameJarIsUploadedOnce() async throws {
      try await FlinkSession.with { session in
        for _ in 1...2 {
          let run = try await Runs.drey.command(session.command("trivial"))
          #expect(run.exitCode == .finished, "\(run.messages)")
        }
        let plan = try await Runs.drey.command(session.command("trivial", options: ["--dry-run"]))
        #expect(plan.exitCode == .finished, "\(plan.messages)")
        #expect(try await session.printed().sorted() == ["1", "1", "2", "2", "3", "3"])
      }
    }

    @Test func itIsScaledAndWhoReachesWhomIsAsEverywhere() async throws {
      try await FlinkSession.with { session in
        let scale = try await Runs.drey.command(["scale", session.name, "--task-managers", "2"])
        #expect(scale.exitCode == .finished, "\(scale.messages)")
        let verify = try await Runs.drey.command(["network", "verify", session.name])
        #expect(verify.exitCode == .finished, "\(verify.messages) \(verify.records)")
        let back = try await Runs.drey.command(["scale", session.name, "--task-managers", "1"])
        #expect(back.exitCode == .finished, "\(back.messages)")
      }
    }

    @Test func aKilledTaskManagerIsReplacedWhileAJobIsFollowed() async throws {
      try await Runs.Flink.withSharedFolder { folder in
        let undisturbed = try await Runs.Flink.run("keyed", arguments: ["--records", "30000"])
        try await FlinkSession.with(options: ["--volume", "\(folder):/checkpoints:rw"]) { session in
          let command = session.command(
            "keyed",
            arguments: [
              "--records", "30000", "--rate", "1500", "--interval", "200", "--checkpoints", "file:///checkpoints",
            ])
          let (process, messages) = try await Runs.drey.startUntil("RUNNING", command)
          try await Runs.Flink.awaitCheckpoint(in: folder)
          try await session.kill("taskmanager-1")
          let end = await process.wait(upTo: .seconds(120))
          #expect(end == .exited(ExitCode.finished.rawValue), "\(messages.tail)")
          let expected = try #require(undisturbed.records.last)
          #expect(try await session.printed().contains(expected))
        }
      }
    }

    @Test func anExecutableOfDreysRuntimeIsRefused() async throws {
      try await Runs.prepareScenarios()
      try await FlinkSession.with { session in
        let run = try await Runs.drey.command(["run", Runs.scenarios, "--mode", "session", "--cluster", session.name])
        #expect(run.exitCode == .usage)
        #expect(run.messages.contains { $0.contains(".jar") }, "\(run.messages)")
      }
    }

    @Test func theFlinkBeforeTheLastWorksAsWell() async throws {
      try await FlinkSession.with(version: "1.20.0") { session in
        let run = try await Runs.drey.command(session.command("trivial", version: "1.20.0"))
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(try await session.printed() == ["1", "2", "3"])
        let failing = try await Runs.drey.command(session.command("failing", version: "1.20.0"))
        #expect(failing.exitCode == .jobFailed)
        #expect(failing.messages.contains { $0.contains("map fails on purpose") }, "\(failing.messages)")
      }
    }
  }
}
