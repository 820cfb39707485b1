import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension LocalRuns {
  /// However a run ends, and however many there are: no process and no folder stays.
  @Suite(.serialized) struct Leaks {
    private static let endless =
      ["run", Runs.scenarios, "--target", "local", "--task-managers", "2", "--", "--scenario", "endless"]

    @Test func fourRunsSideBySideSucceed() async throws {
      try await LocalRuns.withMachine { machine in
        try await withThrowingTaskGroup(of: DreyRun.self) { group in
          for _ in 0..<4 { group.addTask { try await machine.scenario("trivial", options: ["--task-managers", "2"]) } }
          for try await run in group {
            #expect(run.exitCode == .finished, "\(run.messages)")
            #expect(run.records.sorted() == ["one", "three", "two"])
          }
        }
        #expect(machine.leftovers() == [])
      }
    }

    @Test func ofTwoRunsWithOneNameOneIsRefused() async throws {
      try await LocalRuns.withMachine { machine in
        let first = try await machine.start("endless", options: ["--name", "orders"])
        let second = try await machine.scenario("trivial", options: ["--name", "orders"])
        #expect(second.exitCode == .usage, "\(second.messages)")
        #expect(second.messages.contains { $0.contains("a cluster 'orders' exists already") }, "\(second.messages)")
        #expect(second.messages.contains { $0.contains("--name") }, "\(second.messages)")
        // The first one goes on.
        #expect(machine.process(of: "taskmanager-1") != nil)
        first.process.signal(SIGINT)
        #expect(await first.process.wait(upTo: .seconds(30)) == .exited(ExitCode.interrupted.rawValue))
      }
    }

    @Test func ofManyRunsWithOneNameAtTheSameTimeOneSucceeds() async throws {
      try await LocalRuns.withMachine { machine in
        let ends = try await withThrowingTaskGroup(of: DreyRun.self) { group in
          for _ in 0..<4 { group.addTask { try await machine.scenario("idle", options: ["--name", "orders"]) } }
          var ends: [ExitCode?] = []
          for try await run in group { ends.append(run.exitCode) }
          return ends
        }
        #expect(ends.filter { $0 == .finished }.count == 1, "\(ends)")
        #expect(ends.filter { $0 == .usage }.count == 3, "\(ends)")
      }
    }

    @Test func killedRunIsRemovedByItsWatchdog() async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.start("endless", options: ["--task-managers", "2"])
        #expect(machine.processes().count >= 4)
        run.process.signal(SIGKILL)
        _ = await run.process.wait()
        #expect(await machine.settled(within: .seconds(10)) == [])
      }
    }

    @Test func runKilledAtAnyMomentOfItsStartIsRemoved() async throws {
      try await LocalRuns.withMachine { machine in
        for milliseconds in [5, 15, 25, 40, 60, 80, 100, 130, 170, 220, 300, 500] {
          let (process, _) = try machine.drey.start(Self.endless)
          let reader = try PipeReader(try #require(process.pipes.standardError))
          // Not a wait for a state: the moment itself is what varies.
          _ = await process.wait(upTo: .milliseconds(milliseconds))
          process.signal(SIGKILL)
          _ = await process.wait()
          _ = await reader.end(within: .seconds(5))
          #expect(await machine.settled(within: .seconds(10)) == [], "after \(milliseconds) ms")
        }
      }
    }

    /// Client and watchdog both die: `drey gc` finds what nobody answers for.
    @Test func orphanIsFoundAndRemoved() async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.start("endless", options: ["--name", "orphan"])
        for id in try Self.watchdogs(of: run.process.processID) { kill(id, SIGKILL) }
        run.process.signal(SIGKILL)
        _ = await run.process.wait()
        let dryRun = try await machine.command("gc", "--dry-run")
        #expect(dryRun.records.contains { $0.hasPrefix("orphan ") && $0.contains("orphaned") }, "\(dryRun.records)")
        #expect(try await machine.command("gc").exitCode == .finished)
        #expect(machine.leftovers() == [])
      }
    }

    private static func watchdogs(of process: Int32) throws -> [Int32] {
      let found = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.filter { id in
        let status = (try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)) ?? ""
        let command = (try? String(contentsOfFile: "/proc/\(id)/cmdline", encoding: .utf8)) ?? ""
        let fields = status.split(separator: ")").last?.split(separator: " ") ?? []
        return fields.count > 1 && fields[1] == "\(process)" && command.contains("watchdog")
      }
      try #require(!found.isEmpty)
      return found
    }
  }
}
