import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension LocalRuns {
  /// Every way for a run to end: records, exit code, message, and nothing left.
  @Suite(.serialized) struct Outcomes {
    @Test(arguments: ["application", "job"]) func recordsOfSeveralTaskManagersArrive(mode: String) async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.scenario("trivial", options: ["--mode", mode, "--task-managers", "3"])
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.records.sorted() == ["one", "three", "two"])
        #expect(run.messages.contains { $0.contains("3 TaskManager(s), 3 slot(s)") }, "\(run.messages)")
        #expect(run.messages.contains { $0.contains("nothing is left") && !$0.contains("images") })
        #expect(machine.leftovers() == [])
      }
    }

    /// Records cross from TaskManager to TaskManager, and the answer is that of `sort | uniq -c`.
    @Test func wordsAreCountedAcrossTaskManagers() async throws {
      try await LocalRuns.withMachine { machine in
        let input = "\(machine.folder)/book.txt"
        let words = (0..<20_000).map { "w\($0 % 97)" }
        try Data(words.joined(separator: " ").utf8).write(to: URL(filePath: input))
        let run = try await machine.drey.run(
          LocalRuns.wordCount,
          options: [
            "--target", "local", "--task-managers", "2", "--slots", "2", "--volume", "/etc/passwd:/etc/passwd",
          ],
          arguments: ["--input", input])
        #expect(run.exitCode == .finished, "\(run.messages)")
        let expected = Dictionary(grouping: words) { $0 }.map { "\($0.key) \($0.value.count)" }
        #expect(run.records.sorted() == expected.sorted())
      }
    }

    @Test(arguments: ["application", "job"]) func everyJobOfAnApplicationRuns(mode: String) async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.scenario("two-jobs", options: ["--mode", mode])
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.records == ["first", "second after FINISHED"])
      }
    }

    @Test(arguments: ["application", "job"]) func lateRecordsThatWereDroppedAreTold(mode: String) async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.scenario("late", options: ["--mode", mode])
        #expect(run.exitCode == .finished && run.records == ["1"], "\(run.messages)")
        #expect(
          run.messages.contains { $0.hasPrefix("job 'Late': 3 late records were dropped by 'Window Count'") },
          "\(run.messages)")
      }
    }

    @Test(arguments: ["application", "job"]) func failingJobFailsTheRun(mode: String) async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.scenario("map-throws", options: ["--mode", mode, "--task-managers", "2"])
        #expect(run.exitCode == .jobFailed, "\(run.messages)")
        #expect(run.messages.contains { $0.contains("record refused") }, "\(run.messages)")
        #expect(machine.leftovers() == [])
      }
    }

    @Test func crashOfAWorkerIsExplained() async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.scenario("fatal-error", options: ["--task-managers", "2"])
        #expect(run.exitCode == .jobFailed, "\(run.messages)")
        #expect(run.messages.contains { $0.contains("Fatal error: the map gave up") }, "\(run.messages)")
      }
    }

    @Test func throwingMainFails() async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.scenario("main-throws")
        #expect(run.exitCode == .jobFailed, "\(run.messages)")
        #expect(run.messages.contains { $0.contains("main gave up") }, "\(run.messages)")
      }
    }

    @Test(arguments: ["application", "job"]) func timeoutEndsTheRun(mode: String) async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.scenario("endless", options: ["--mode", mode, "--timeout", "3s"])
        #expect(run.exitCode == .timedOut, "\(run.messages)")
        #expect(machine.leftovers() == [])
      }
    }

    /// It is refused before anything is built.
    @Test func refusedOptionIsBadUsage() async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.scenario("trivial", options: ["-D", "heartbeat.interval=often"])
        #expect(run.exitCode == .usage, "\(run.messages)")
        #expect(run.messages.contains { $0.contains("heartbeat.interval is 'often'") }, "\(run.messages)")
      }
    }

    @Test(arguments: [SIGINT, SIGTERM]) func interruptedRunRemovesItself(signal: Int32) async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.start("endless", options: ["--task-managers", "2"])
        run.process.signal(signal)
        let end = await run.process.wait(upTo: .seconds(30))
        #expect(end == .exited(ExitCode.interrupted.rawValue), "\(run.messages.tail)")
        #expect(machine.leftovers() == [])
      }
    }

    @Test(arguments: ["jobmanager", "taskmanager-1"]) func killedMemberOfAJobWithoutCheckpointsFailsTheRun(
      member: String
    ) async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.start("endless", options: ["--task-managers", "2"])
        kill(try #require(machine.process(of: member)), SIGKILL)
        let end = await run.process.wait(upTo: .seconds(30))
        let messages = run.messages.tail
        #expect(end != .exited(0) && end != nil, "\(messages)")
        #expect(messages.contains { $0.contains(member) }, "\(messages)")
        #expect(!messages.contains { $0.contains("-memory") }, "\(messages)")
        #expect(machine.leftovers() == [])
        let report = try #require(messages.first { $0.hasPrefix("post-mortem: ") }).dropFirst(13)
        #expect(
          messages.contains { $0.contains("\(member) ended before its time and is started again") }, "\(messages)")
        let events = try String(contentsOfFile: "\(report)/engine-events.txt", encoding: .utf8)
        #expect(events.contains("process die \(member) exitCode=137 signal=SIGKILL"), "\(events)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: String(report)).contains("jobmanager.events.txt"))
      }
    }
  }
}
