import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs {
  /// However a run ends, and however many there are: the engine holds afterwards what it held before.
  @Suite(.serialized) struct Leaks {
    private static let trivial = ["run", Runs.scenarios, "--task-managers", "2", "--", "--scenario", "trivial"]
    private static let endless = ["run", Runs.scenarios, "--task-managers", "2", "--", "--scenario", "endless"]

    @Test func tenRunsInARowLeaveNothing() async throws {
      let before = try await Leftovers.find()
      for _ in 0..<10 {
        let run = try await Runs.scenario("trivial", options: ["--task-managers", "2"])
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.records.sorted() == ["one", "three", "two"])
      }
      #expect(try await Leftovers.find() == before)
    }

    @Test func fourRunsSideBySideSucceedAndLeaveNothing() async throws {
      let before = try await Leftovers.find()
      _ = try await Runs.scenario("no-job")
      try await withThrowingTaskGroup(of: DreyRun.self) { group in
        for _ in 0..<4 { group.addTask { try await Runs.drey.command(Self.trivial) } }
        for try await run in group {
          #expect(run.exitCode == .finished, "\(run.messages)")
          #expect(run.records.sorted() == ["one", "three", "two"])
        }
      }
      #expect(try await Leftovers.find() == before)
    }

    private func startEndless() async throws -> (process: ChildProcess, messages: PipeReader) {
      _ = try await Runs.scenario("no-job")
      return try await Runs.drey.startUntil("RUNNING", Self.endless)
    }

    @Test(arguments: [SIGINT, SIGTERM]) func interruptedRunRemovesItself(signal: Int32) async throws {
      let before = try await Leftovers.find()
      let (process, messages) = try await startEndless()
      process.signal(signal)
      let end = await process.wait(upTo: .seconds(30))
      #expect(end == .exited(ExitCode.interrupted.rawValue), "\(messages.tail)")
      #expect(try await Leftovers.find() == before)
    }

    @Test func killedRunIsRemovedByItsWatchdog() async throws {
      let before = try await Leftovers.find()
      let (process, _) = try await startEndless()
      #expect(try await Leftovers.find() != before)
      process.signal(SIGKILL)
      _ = await process.wait()
      #expect(try await Leftovers.settled(to: before, within: .seconds(10)) == before)
    }

    @Test func runKilledAtAnyMomentOfItsStartIsRemoved() async throws {
      let before = try await Leftovers.find()
      _ = try await Runs.scenario("no-job")
      for milliseconds in stride(from: 40, through: 800, by: 40) {
        let (process, _) = try Runs.drey.start(Self.endless)
        let reader = try PipeReader(try #require(process.pipes.standardError))
        // Not a wait for a state: the moment itself is what varies.
        _ = await process.wait(upTo: .milliseconds(milliseconds))
        process.signal(SIGKILL)
        _ = await process.wait()
        _ = await reader.end(within: .seconds(5))
        #expect(try await Leftovers.settled(to: before, within: .seconds(10)) == before, "after \(milliseconds) ms")
      }
    }
  }
}
