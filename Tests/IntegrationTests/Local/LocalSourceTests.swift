import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension LocalRuns {
  /// Tests what jobs read from folders that change.
  @Suite(.serialized) struct Sources {
    /// Moves a file into a folder every few milliseconds, as uploaders do.
    private static func upload(into folder: String) async throws {
      for number in 0... {
        let (hidden, name) = ("\(folder)/.up", "\(folder)/\(number % 2 == 0 ? "a" : "z")\(number)")
        try Data("late\(number)\n".utf8).write(to: URL(filePath: hidden))
        try FileManager.default.moveItem(atPath: hidden, toPath: name)
        try await Task.sleep(for: .milliseconds(5))
      }
    }

    @Test(arguments: ["application", "job"])
    func filesThatComeWhileTheJobStartsCostNoLineAndDoubleNone(mode: String) async throws {
      try await LocalRuns.withMachine { machine in
        let folder = "\(machine.folder)/in"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for number in 0..<300 {
          try Data("f\(number)a\nf\(number)b\n".utf8).write(to: URL(filePath: "\(folder)/f\(number)"))
        }
        let uploader = Task { try await Self.upload(into: folder) }
        defer { uploader.cancel() }
        let run = try await machine.drey.run(
          LocalRuns.wordCount,
          options: ["--target", "local", "--mode", mode, "--task-managers", "2", "--slots", "2"],
          arguments: ["--input", folder])
        #expect(run.exitCode == .finished, "\(run.messages)")
        let expected = (0..<300).flatMap { ["f\($0)a 1", "f\($0)b 1"] }
        #expect(run.records.filter { $0.hasPrefix("f") }.sorted() == expected.sorted())
        let late = run.records.filter { $0.hasPrefix("late") }
        #expect(late.allSatisfy { $0.hasSuffix(" 1") }, "files that come meanwhile are read once, or not at all")
      }
    }

    @Test func aFolderThatIsNotThereEndsTheJobThoughItWouldBeRestarted() async throws {
      try await LocalRuns.withMachine { machine in
        let run = try await machine.drey.run(
          LocalRuns.wordCount,
          options: ["--target", "local", "--timeout", "60s", "-D", "execution.checkpointing.interval=1s"],
          arguments: ["--input", "\(machine.folder)/none"])
        #expect(run.exitCode == .jobFailed, "\(run.messages)")
        #expect(
          run.messages.contains { $0.contains("cannot read '\(machine.folder)/none': No such file or directory") })
      }
    }
  }
}
