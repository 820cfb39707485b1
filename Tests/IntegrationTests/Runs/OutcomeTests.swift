import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// Every way for an application to end: its exit code, its message, and nothing left.
  @Suite(.serialized) struct Outcomes {
    private func expectClean(_ body: () async throws -> Void) async throws {
      let before = try await Leftovers.find()
      try await body()
      #expect(try await Leftovers.find() == before)
    }

    @Test func applicationWithoutAJobFinishes() async throws {
      try await expectClean {
        let run = try await Runs.scenario("no-job")
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.records == ["no job was submitted"])
      }
    }

    @Test func applicationMayRunSeveralJobs() async throws {
      try await expectClean {
        let run = try await Runs.scenario("two-jobs")
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.records == ["first", "second after FINISHED"])
      }
    }

    @Test func throwingMainFails() async throws {
      try await expectClean {
        let run = try await Runs.scenario("main-throws")
        #expect(run.exitCode == .jobFailed)
        #expect(run.messages.contains { $0.contains("main gave up") }, "\(run.messages)")
      }
    }

    @Test func throwingOperatorFailsTheJobAndIsNamed() async throws {
      try await expectClean {
        let run = try await Runs.scenario("map-throws", options: ["--task-managers", "2"])
        #expect(run.exitCode == .jobFailed)
        #expect(run.messages.contains { $0.contains("record refused") }, "\(run.messages)")
      }
    }

    @Test func trapInAnOperatorFailsTheJobAndIsExplained() async throws {
      try await expectClean {
        let run = try await Runs.scenario("trap", options: ["--task-managers", "2"])
        #expect(run.exitCode == .jobFailed)
        #expect(run.messages.contains { $0.contains("SIGILL") || $0.contains("SIGTRAP") }, "\(run.messages)")
        #expect(run.messages.contains { $0.contains("taskmanager-") && $0.contains("Map") }, "\(run.messages)")
      }
    }

    @Test func lastWordsOfACrashedWorkerAreShown() async throws {
      try await expectClean {
        let run = try await Runs.scenario("fatal-error", options: ["--task-managers", "2"])
        #expect(run.exitCode == .jobFailed)
        #expect(run.messages.contains { $0.contains("Fatal error: the map gave up") }, "\(run.messages)")
      }
    }

    @Test func missingInputFileIsNamed() async throws {
      try await expectClean {
        let run = try await Runs.drey.run(Runs.wordCount, arguments: ["--input", "/data/absent"])
        #expect(run.exitCode == .jobFailed)
        #expect(run.messages.contains { $0.contains("/data/absent") }, "\(run.messages)")
        #expect(run.messages.contains { $0.contains("--volume") }, "\(run.messages)")
      }
    }

    @Test func missingArgumentIsBadUsage() async throws {
      try await expectClean {
        let run = try await Runs.drey.run(Runs.wordCount)
        #expect(run.exitCode == .usage)
        #expect(run.messages.contains { $0.contains("--input") }, "\(run.messages)")
      }
    }

    @Test func jobThatAsksForMoreSlotsThanThereAreFailsWithTheNumbers() async throws {
      try await expectClean {
        let run = try await Runs.scenario("too-parallel", options: ["-D", "slot.request.timeout=1000"])
        #expect(run.exitCode == .jobFailed || run.exitCode == .usage || run.exitCode == .timedOut)
        #expect(run.messages.contains { $0.contains("64") && $0.contains("1 ") }, "\(run.messages)")
      }
    }

    @Test func timeoutEndsTheRun() async throws {
      try await expectClean {
        let run = try await Runs.scenario("endless", options: ["--timeout", "4s"])
        #expect(run.exitCode == .timedOut, "\(run.messages)")
      }
    }

    @Test func filesAreWrittenToAWritableVolume() async throws {
      try await expectClean {
        try await Runs.withScratch { folder in
          try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
          let run = try await Runs.scenario(
            "write", options: ["--task-managers", "2", "--volume", "\(folder):/out:rw"],
            arguments: ["--output", "/out/result"])
          #expect(run.exitCode == .finished, "\(run.messages)")
          var lines: [Substring] = []
          for part in try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/result") {
            lines += try String(contentsOfFile: "\(folder)/result/\(part)", encoding: .utf8).split(separator: "\n")
          }
          #expect(lines.compactMap { Int($0) }.sorted() == Array(1...1000))
        }
      }
    }
  }
}
