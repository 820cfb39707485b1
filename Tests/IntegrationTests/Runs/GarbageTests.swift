import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs {
  /// What `drey gc` removes, and what it leaves alone.
  @Suite(.serialized) struct Garbage {
    private func start(
      _ name: String, _ options: [String] = []
    ) async throws
      -> (process: ChildProcess, messages: PipeReader)
    {
      _ = try await Runs.scenario("no-job")
      let command = ["run", Runs.scenarios, "--name", name] + options + ["--", "--scenario", "endless"]
      return try await Runs.drey.startUntil("RUNNING", command)
    }

    /// The line of `drey gc --dry-run` about a cluster, as soon as there is one.
    private func announcement(of name: String) async throws -> String? {
      let deadline = ContinuousClock.now + .seconds(60)
      while ContinuousClock.now < deadline {
        let run = try await Runs.drey.command(["gc", "--dry-run"])
        #expect(run.exitCode == .finished, "\(run.messages)")
        if let line = run.records.first(where: { $0.hasPrefix("\(name) ") }) { return line }
      }
      return nil
    }

    private func collect(_ name: String) async throws {
      let collected = try await Runs.drey.command(["gc"])
      #expect(collected.exitCode == .finished, "\(collected.messages)")
      #expect(collected.records.contains { $0.hasPrefix("\(name) ") }, "\(collected.records)")
      #expect(try await Leftovers.find(of: name) == .none)
      let again = try await Runs.drey.command(["gc"])
      #expect(again.exitCode == .finished, "\(again.messages)")
      #expect(!again.records.contains { $0.hasPrefix("\(name) ") }, "\(again.records)")
    }

    @Test func keptClusterGoesWhenItsTimeIsOver() async throws {
      let name = Runs.uniqueName("expiring")
      let run = try await Runs.scenario("no-job", options: ["--name", name, "--on-success", "keep", "--ttl", "3s"])
      #expect(run.exitCode == .finished, "\(run.messages)")
      #expect(try await announcement(of: name)?.contains("expired") == true)
      #expect(try await Leftovers.find(of: name) != .none)
      try await collect(name)
    }

    /// Client and watchdog both die: nobody is left to clean up.
    @Test func orphanIsFoundAndRemoved() async throws {
      let name = Runs.uniqueName("orphan")
      let run = try await start(name, ["--on-failure", "keep"])
      for child in try Self.children(of: run.process.processID) { kill(child, SIGKILL) }
      run.process.signal(SIGKILL)
      _ = await run.process.wait()
      #expect(try await announcement(of: name)?.contains("orphaned") == true)
      try await collect(name)
    }

    @Test func whatMayBeKeptGoesWithAKilledClient() async throws {
      let name = Runs.uniqueName("killed")
      let run = try await start(name, ["--on-failure", "keep", "--on-success", "keep"])
      run.process.signal(SIGKILL)
      _ = await run.process.wait()
      let deadline = ContinuousClock.now + .seconds(60)
      while try await Leftovers.find(of: name) != .none, ContinuousClock.now < deadline {}
      #expect(try await Leftovers.find(of: name) == .none)
    }

    /// Its time is over, but its client lives. Then somebody deletes it, which ends whoever follows it.
    @Test func livingRunIsLeftAloneUntilSomebodyDeletesIt() async throws {
      let name = Runs.uniqueName("living")
      let run = try await start(name, ["--ttl", "1ms"])
      let dryRun = try await Runs.drey.command(["gc", "--dry-run"])
      #expect(!dryRun.records.contains { $0.hasPrefix("\(name) ") }, "\(dryRun.records)")
      let listed = try await Runs.drey.command(["list"])
      #expect(listed.records.contains { $0.hasPrefix("\(name) ") && $0.contains("running") }, "\(listed.records)")
      let follower = try await Runs.drey.startUntil("RUNNING", ["logs", name, "--follow"])
      #expect(try await Runs.drey.command(["delete", name]).exitCode == .finished)
      #expect(await follower.process.wait(upTo: .seconds(20)) != nil)
      let end = await run.process.wait(upTo: .seconds(30))
      #expect(end == .exited(ExitCode.infrastructure.rawValue), "\(run.messages.tail)")
      #expect(try await Leftovers.find(of: name) == .none)
    }

    private static func children(of process: Int32) throws -> [Int32] {
      let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")
      let children = tasks.flatMap { task in
        ((try? String(contentsOfFile: "/proc/\(process)/task/\(task)/children", encoding: .utf8)) ?? "")
          .split(separator: " ").compactMap { Int32($0) }
      }
      try #require(!children.isEmpty)
      return children
    }
  }
}
