import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs {
  /// A run that is interrupted leaves what it says that it leaves, and another run goes on from there.
  @Suite(.serialized, .timeLimit(.minutes(5))) struct Interruptions {
    @Test(arguments: ["savepoint", "checkpoint"])
    func whatAnInterruptedRunLeavesIsThereToGoOnFrom(kind: String) async throws {
      try await Runs.prepareScenarios()
      try await Runs.withScratch { folder in
        // The containers' user writes there.
        chmod(folder, 0o777)
        let (first, messages) = try await Runs.drey.startUntil(
          "checkpoint 1 completed", Self.command(folder, "-v", "--on-interrupt", kind))
        let said = try await Self.interrupt(first, messages)
        let prefix = "\(kind) of job 'Endless': "
        let line = try #require(said.first { $0.hasPrefix(prefix) }, "\(said)")
        let path = String(line.dropFirst(prefix.count))
        #expect(FileManager.default.fileExists(atPath: "\(path)/_metadata"))
        // As it was said, the folder is the one of this machine; the cluster sees it as /state.
        let state = "/state" + path.dropFirst(folder.count)
        let (second, more) = try await Runs.drey.startUntil(
          "begins from", Self.command(folder, "--from-savepoint", state, "--on-interrupt", "cancel"))
        #expect(try await Self.interrupt(second, more).contains { $0.contains("begins from") })
      }
    }

    /// An endless job with so many checkpoints that one always is about to give way to the next.
    private static func command(_ folder: String, _ more: String...) -> [String] {
      let options = [
        "execution.checkpointing.interval=50", "execution.checkpointing.dir=/state",
        "execution.checkpointing.savepoint-dir=/state",
      ]
      return ["run", Runs.scenarios, "--name", Runs.uniqueName("interrupted"), "--volume", "\(folder):/state:rw"]
        + options.flatMap { ["-D", $0] } + more + ["--", "--scenario", "endless"]
    }

    private static func interrupt(_ process: ChildProcess, _ messages: PipeReader) async throws -> [String] {
      process.signal(SIGINT)
      let end = await process.wait(upTo: .seconds(60))
      #expect(end == .exited(ExitCode.interrupted.rawValue))
      _ = await messages.end(within: .seconds(5))
      return messages.tail
    }
  }
}
