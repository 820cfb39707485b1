import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs {
  /// Session mode: a cluster that is there before its jobs and after them.
  @Suite(.serialized, .timeLimit(.minutes(10))) struct Sessions {
    @Test func sessionOutlivesFiftyJobs() async throws {
      try await TestSession.with(taskManagers: 2) { session in
        for number in 1...50 {
          let run = try await session.run("trivial", options: ["--parallelism", "\(1 + number % 2)"])
          try #require(run.exitCode == .finished, "job \(number): \(run.messages)")
          try #require(run.records.sorted() == ["one", "three", "two"], "job \(number): \(run.records)")
        }
      }
    }

    @Test func mainRunsOnTheClientAndTheJobInATaskManager() async throws {
      try await TestSession.with { session in
        let run = try await session.run("where")
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, 255)
        let here = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.records.contains { $0.hasPrefix("main() runs on \(here) as process") })
        #expect(run.records.contains("the job runs on drey-\(session.name)-taskmanager-1"))
      }
    }

    @Test func severalJobsOfOneMainRunOneAfterTheOther() async throws {
      try await TestSession.with { session in
        let run = try await session.run("two-jobs")
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.records == ["first", "second after FINISHED"])
      }
    }

    @Test func mainWithoutAJobIsNoError() async throws {
      try await TestSession.with { session in
        let run = try await session.run("no-job")
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.records == ["no job was submitted"])
      }
    }

    @Test func failingJobFailsItsRunAndNotTheSession() async throws {
      try await TestSession.with { session in
        let failed = try await session.run("map-throws")
        #expect(failed.exitCode == .jobFailed, "\(failed.messages)")
        #expect(failed.messages.contains { $0.contains("record refused") }, "\(failed.messages)")
        let crashed = try await session.run("trap")
        #expect(crashed.exitCode == .jobFailed, "\(crashed.messages)")
        let fine = try await session.run("trivial")
        #expect(fine.exitCode == .finished, "\(fine.messages)")
      }
    }

    @Test func recordsOfJobsSideBySideGoToTheirOwnClients() async throws {
      try await TestSession.with(slots: 4) { session in
        try await withThrowingTaskGroup(of: DreyRun.self) { group in
          for _ in 0..<4 { group.addTask { try await session.run("trivial") } }
          for try await run in group {
            #expect(run.exitCode == .finished, "\(run.messages)")
            #expect(run.records.sorted() == ["one", "three", "two"])
          }
        }
      }
    }

    @Test func jobThatNeedsMoreSlotsThanThereAreIsRefused() async throws {
      try await TestSession.with { session in
        let run = try await session.run("too-parallel")
        #expect(run.exitCode == .usage, "\(run.messages)")
        #expect(run.messages.contains { $0.contains("needs 64 slots") }, "\(run.messages)")
      }
    }

    @Test func jobWaitsVisiblyForSlotsUntilTheyAreReleased() async throws {
      try await TestSession.with { session in
        let (first, firstMessages) = try await Runs.drey.startUntil("RUNNING", session.command("endless"))
        let (second, messages) = try await Runs.drey.startUntil("waits for", session.command("trivial"))
        #expect(messages.tail.contains { $0.contains("CREATED") }, "\(messages.tail)")
        first.signal(SIGINT)
        let firstEnd = await first.wait(upTo: .seconds(30))
        #expect(firstEnd == .exited(ExitCode.interrupted.rawValue), "\(firstMessages.tail)")
        let secondEnd = await second.wait(upTo: .seconds(30))
        #expect(secondEnd == .exited(ExitCode.finished.rawValue), "\(messages.tail)")
      }
    }

    @Test func timeoutCancelsTheJobAndFreesItsSlots() async throws {
      try await TestSession.with { session in
        let run = try await session.run("endless", options: ["--timeout", "2s"])
        #expect(run.exitCode == .timedOut, "\(run.messages)")
        let next = try await session.run("trivial")
        #expect(next.exitCode == .finished, "\(next.messages)")
      }
    }

    @Test func killedTaskManagerFailsExactlyTheJobsThatUsedIt() async throws {
      try await TestSession.with(taskManagers: 2) { session in
        let (first, firstMessages) = try await Runs.drey.startUntil("RUNNING", session.command("endless"))
        let (second, secondMessages) = try await Runs.drey.startUntil("RUNNING", session.command("endless"))
        try await session.kill("taskmanager-1")
        // Which of the two was there is the JobManager's choice.
        let ends = await withTaskGroup(of: (Int, Termination?).self) { group in
          group.addTask { (0, await first.wait(upTo: .seconds(20))) }
          group.addTask { (1, await second.wait(upTo: .seconds(20))) }
          let ended = await group.next()
          // The other one is asked to end only after the first has: until then it went on.
          (ended?.0 == 0 ? second : first).signal(SIGINT)
          let other = await group.next()
          return (ended, other)
        }
        let messages = ends.0?.0 == 0 ? firstMessages : secondMessages
        #expect(ends.0?.1 == .exited(ExitCode.infrastructure.rawValue), "\(messages.tail)")
        #expect(messages.tail.contains { $0.contains("taskmanager-1") }, "\(messages.tail)")
        #expect(ends.1?.1 == .exited(ExitCode.interrupted.rawValue))
        let next = try await session.run("trivial")
        #expect(next.exitCode == .finished, "\(next.messages)")
      }
    }

    /// Its client has it started again; what takes no checkpoints cannot go on.
    @Test func killedJobManagerFailsEveryJob() async throws {
      try await TestSession.with { session in
        let (process, messages) = try await Runs.drey.startUntil("RUNNING", session.command("endless"))
        try await session.kill("jobmanager")
        let end = await process.wait(upTo: .seconds(30))
        #expect(end == .exited(ExitCode.infrastructure.rawValue), "\(messages.tail)")
        // TaskManagers that had lost it register again within seconds; until then a job is refused.
        var next = try await session.run("trivial")
        let deadline = ContinuousClock.now + .seconds(30)
        while next.exitCode == .usage, ContinuousClock.now < deadline { next = try await session.run("trivial") }
        #expect(next.exitCode == .finished, "\(next.messages)")
      }
    }

    @Test func detachedJobGoesOnWithoutItsClient() async throws {
      try await TestSession.with { session in
        let run = try await session.run("endless", options: ["--detached"])
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.records.first.flatMap { JobID(hex: $0) } != nil, "\(run.records)")
        let (_, waiting) = try await Runs.drey.startUntil("waits for", session.command("trivial"))
        #expect(waiting.tail.contains { $0.contains("0 available") || $0.contains("0") })
      }
    }

    @Test func whatIsNoSessionIsRefused() async throws {
      let before = try await Leftovers.find()
      let missing = try await Runs.drey.command(TestSession(name: Runs.uniqueName("nobody")).command("trivial"))
      #expect(missing.exitCode == .usage, "\(missing.messages)")
      let unnamed = try await Runs.drey.command(["run", Runs.scenarios, "--mode", "session"])
      #expect(unnamed.exitCode == .usage, "\(unnamed.messages)")
      #expect(try await Leftovers.find() == before)
    }
  }
}
