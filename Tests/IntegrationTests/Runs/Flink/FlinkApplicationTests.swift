import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs.Flink {
  /// Application mode: `main()` in the JobManager.
  @Suite(.serialized) struct Applications {
    @Test func wordsAreCountedAsDreysRuntimeCountsThem() async throws {
      let volume = ["--volume", "\(Runs.Flink.text):/data/in.txt"]
      let flink = try await Runs.Flink.run(
        "wordcount", options: ["--task-managers", "2"] + volume, arguments: ["--input", "/data/in.txt"])
      #expect(flink.exitCode == .finished, "\(flink.messages)")
      let drey = try await Runs.drey.run(Runs.wordCount, options: volume, arguments: ["--input", "/data/in.txt"])
      #expect(drey.exitCode == .finished, "\(drey.messages)")
      #expect(flink.records.contains("the 309"))
      #expect(flink.records.sorted() == drey.records.sorted())
    }

    @Test func anExceptionInATaskIsAFailureThatSaysSo() async throws {
      let run = try await Runs.Flink.run("failing")
      #expect(run.exitCode == .jobFailed)
      #expect(run.messages.contains { $0.contains("map fails on purpose") }, "\(run.messages)")
    }

    @Test func anExceptionInMainIsAFailureThatSaysSo() async throws {
      let run = try await Runs.Flink.run("failing", arguments: ["--in", "main"])
      #expect(run.exitCode == .jobFailed)
      #expect(run.messages.contains { $0.contains("main fails on purpose") }, "\(run.messages)")
    }

    @Test func mainMayRunSeveralJobs() async throws {
      let run = try await Runs.Flink.run("twojobs")
      #expect(run.exitCode == .finished, "\(run.messages)")
      #expect(run.records.contains { $0.contains("5050") }, "\(run.records)")
    }

    @Test func whatIsInterruptedLeavesNothing() async throws {
      try await FlinkBuilds.shared.ensure(Runs.Flink.version)
      let before = try await Leftovers.find()
      let (process, messages) = try await Runs.drey.startUntil(
        "RUNNING", ["run", Runs.Flink.jar("endless"), "--engine", "flink"])
      process.signal(SIGINT)
      let end = await process.wait(upTo: .seconds(30))
      #expect(end == .exited(ExitCode.interrupted.rawValue), "\(messages.tail)")
      #expect(try await Leftovers.find() == before)
    }

    @Test func membersProveThemselvesWhereThatIsAskedFor() async throws {
      let run = try await Runs.Flink.run("trivial", options: ["-D", "security.ssl.internal.enabled=true"])
      #expect(run.exitCode == .finished, "\(run.messages)")
      #expect(run.records == ["1", "2", "3"])
    }

    @Test func aPostMortemHoldsFlinksException() async throws {
      try await Runs.withScratch { folder in
        let run = try await Runs.Flink.run("failing", options: ["--post-mortem", folder])
        #expect(run.exitCode == .jobFailed)
        let written = try FileManager.default.contentsOfDirectory(atPath: folder)
        let place = try #require(written.first)
        let summary = try String(contentsOf: URL(filePath: "\(folder)/\(place)/summary.txt"), encoding: .utf8)
        #expect(summary.contains("map fails on purpose") && summary.contains("at dev.drey.jobs"), "\(summary)")
      }
    }
  }
}
