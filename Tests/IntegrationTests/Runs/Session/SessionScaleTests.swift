import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs.Sessions {
  /// Sessions that are changed while they are there: `drey scale`, and `drey apply` of a file.
  @Suite(.serialized, .timeLimit(.minutes(10))) struct Change {
    private func taskManagers(of session: String) async throws -> [String] {
      let text = try await Runs.drey.command(["inspect", session]).records
      return text.compactMap { $0.split(separator: " ").first.map(String.init) }.filter { $0.hasPrefix("taskmanager-") }
    }

    @Test func moreTaskManagersTakeWaitingJobs() async throws {
      try await TestSession.with { session in
        let (first, _) = try await Runs.drey.startUntil("RUNNING", session.command("endless"))
        let (second, output, messages) = try await Runs.drey.startWithOutput(
          until: "waits for", session.command("trivial"))
        let scale = try await Runs.drey.command(["scale", session.name, "--task-managers", "2"])
        #expect(scale.exitCode == .finished, "\(scale.messages)")
        let end = await second.wait(upTo: .seconds(30))
        #expect(end == .exited(ExitCode.finished.rawValue), "\(messages.tail)")
        // It ran on a TaskManager that was not there when it was submitted.
        #expect(
          Set(String(decoding: try output.contents(), as: UTF8.self).split(separator: "\n")) == ["one", "two", "three"])
        first.signal(SIGINT)
        _ = await first.wait(upTo: .seconds(30))
        #expect(try await taskManagers(of: session.name) == ["taskmanager-1", "taskmanager-2"])
      }
    }

    @Test func taskManagersThatJobsUseAreNotTakenAwayUnlessForced() async throws {
      try await TestSession.with { session in
        let (process, messages) = try await Runs.drey.startUntil("RUNNING", session.command("endless"))
        try await session.kill("taskmanager-1")
        _ = await process.wait(upTo: .seconds(30))
        // The one that has ended is replaced.
        let repair = try await Runs.drey.command(["scale", session.name, "--task-managers", "2"])
        #expect(repair.exitCode == .finished, "\(repair.messages) \(messages.tail)")
        let busy = session.command("endless", options: ["--parallelism", "2"])
        let (job, jobMessages) = try await Runs.drey.startUntil("RUNNING", busy)
        let refused = try await Runs.drey.command(["scale", session.name, "--task-managers", "1"])
        #expect(refused.exitCode == .usage, "\(refused.messages)")
        #expect(refused.messages.contains { $0.contains("taskmanager-2") }, "\(refused.messages)")
        let forced = try await Runs.drey.command(["scale", session.name, "--task-managers", "1", "--force"])
        #expect(forced.exitCode == .finished, "\(forced.messages)")
        let end = await job.wait(upTo: .seconds(30))
        #expect(end == .exited(ExitCode.infrastructure.rawValue), "\(jobMessages.tail)")
        #expect(try await taskManagers(of: session.name) == ["taskmanager-1"])
      }
    }

    @Test func onlyASessionIsScaled() async throws {
      let run = try await Runs.drey.command(["scale", Runs.uniqueName("absent"), "--task-managers", "2"])
      #expect(run.exitCode == .usage, "\(run.messages)")
    }

    @Test func applyConverges() async throws {
      let before = try await Leftovers.find()
      try await Runs.prepareScenarios()
      try await Runs.withScratch { folder in
        let name = Runs.uniqueName("applied")
        func apply(_ shape: String, _ options: [String] = []) async throws -> DreyRun {
          let text = "apiVersion: drey.dev/v1\nname: \(name)\nmode: session\ntaskManager: {\(shape)}\n"
          try Data(text.utf8).write(to: URL(filePath: "\(folder)/session.yaml"))
          return try await Runs.drey.command(["apply", "-f", "\(folder)/session.yaml"] + options)
        }
        func expect(_ run: DreyRun, says text: String, _ code: ExitCode = .finished) {
          #expect(run.exitCode == code, "\(run.messages)")
          #expect(run.messages.contains { $0.contains(text) }, "\(run.messages)")
        }
        expect(try await apply("replicas: 1"), says: "taskmanager-1 registered")
        expect(try await apply("replicas: 1"), says: "is as the spec wants it")
        expect(try await apply("replicas: 2"), says: "taskManager.replicas: 1 -> 2")
        expect(try await apply("replicas: 2"), says: "is as the spec wants it")
        let job = try await TestSession(name: name).run("endless", options: ["--detached"])
        #expect(job.exitCode == .finished, "\(job.messages)")
        expect(try await apply("replicas: 2, slots: 3"), says: "1 unfinished job", .usage)
        expect(try await apply("replicas: 2, slots: 3", ["--force"]), says: "taskManager.slots: 1 -> 3")
        expect(try await apply("replicas: 2, slots: 3"), says: "is as the spec wants it")
        let delete = try await Runs.drey.command(["delete", "-f", "\(folder)/session.yaml"])
        #expect(delete.records == [name], "\(delete.messages)")
      }
      #expect(try await Leftovers.find() == before)
    }

    @Test func applicationIsAppliedOnceUntilItIsDeleted() async throws {
      let before = try await Leftovers.find()
      try await Runs.prepareScenarios()
      try await Runs.withScratch { folder in
        let name = Runs.uniqueName("once")
        func apply(_ more: String = "") async throws -> DreyRun {
          let text = """
            apiVersion: drey.dev/v1
            name: \(name)
            application: {source: \(Runs.scenarios), arguments: [--scenario, trivial]}
            lifetime: {onSuccess: keep}
            \(more)
            """
          try Data(text.utf8).write(to: URL(filePath: "\(folder)/run.yaml"))
          return try await Runs.drey.command(["apply", "-f", "\(folder)/run.yaml"])
        }
        let first = try await apply()
        #expect(first.exitCode == .finished, "\(first.messages)")
        #expect(first.records.sorted() == ["one", "three", "two"])
        let second = try await apply()
        #expect(second.exitCode == .finished, "\(second.messages)")
        #expect(second.records.isEmpty)
        let other = try await apply("taskManager: {replicas: 2}")
        #expect(other.exitCode == .usage, "\(other.messages)")
        #expect(other.messages.contains { $0.contains("taskManager.replicas: 1 -> 2") }, "\(other.messages)")
        _ = try await Runs.drey.command(["delete", "-f", "\(folder)/run.yaml"])
      }
      #expect(try await Leftovers.find() == before)
    }
  }
}
