import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// The engine stops answering while a run is on.
  @Suite(.serialized) struct EngineLoss {
    @Test func lostEngineIsAnErrorAndWhatIsLeftGoesOnceItAnswers() async throws {
      let before = try await Leftovers.find()
      _ = try await Runs.scenario("no-job")
      try await Runs.withScratch { folder in
        let proxy = try EngineProxy(path: "\(folder)/engine.sock")
        defer { proxy.close() }
        var drey = Runs.drey
        drey.environment["DOCKER_HOST"] = "unix://\(proxy.path)"
        let run = try await drey.startUntil("RUNNING", ["run", Runs.scenarios, "--", "--scenario", "endless"])
        proxy.cut()
        let end = await run.process.wait(upTo: .seconds(60))
        #expect(end == .exited(ExitCode.infrastructure.rawValue), "\(run.messages.tail)")
        #expect(run.messages.tail.contains { $0.contains("Docker engine") }, "\(run.messages.tail)")
        #expect(run.messages.tail.contains { $0.contains("in the background removes it") }, "\(run.messages.tail)")
        #expect(try await Leftovers.find() != before)
        proxy.mend()
        #expect(try await Leftovers.settled(to: before, within: .seconds(20)) == before)
      }
    }

    @Test(.enabled(if: isRoot, "only root can become somebody else")) func socketWithoutPermission() async throws {
      try await Runs.withScratch { folder in
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
        let proxy = try EngineProxy(path: "\(folder)/engine.sock")
        defer { proxy.close() }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: proxy.path)
        // A copy that others may reach, wherever this checkout lies.
        try FileManager.default.copyItem(atPath: Runs.drey.executable, toPath: "\(folder)/drey")
        let run = try await Drey(
          executable: "setpriv",
          environment: Runs.drey.environment.merging(["DOCKER_HOST": "unix://\(proxy.path)"]) { $1 }
        ).command(["--reuid=65534", "--regid=65534", "--clear-groups", "\(folder)/drey", "doctor"])
        #expect(run.exitCode == .infrastructure, "\(run.messages) \(run.records)")
        #expect(run.records.contains { $0.contains("permission denied") }, "\(run.records)")
      }
    }
  }
}
