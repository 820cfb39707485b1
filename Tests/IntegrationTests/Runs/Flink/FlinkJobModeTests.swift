import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs.Flink {
  /// Job mode: `main()` in a throwaway container, the cluster bound to its one job.
  @Suite(.serialized) struct Jobs {
    private let mode = ["--mode", "job"]

    @Test func jobRunsAndNothingRemains() async throws {
      let run = try await Runs.Flink.run("trivial", options: mode)
      #expect(run.exitCode == .finished, "\(run.messages)")
      #expect(run.records == ["1", "2", "3"])
    }

    @Test func failuresOfJobAndMainAreTold() async throws {
      let job = try await Runs.Flink.run("failing", options: mode)
      #expect(job.exitCode == .jobFailed)
      #expect(job.messages.contains { $0.contains("map fails on purpose") }, "\(job.messages)")
      let main = try await Runs.Flink.run("failing", options: mode, arguments: ["--in", "main"])
      #expect(main.exitCode == .jobFailed)
      #expect(main.messages.contains { $0.contains("main fails on purpose") }, "\(main.messages)")
    }

    /// `engine: drey` becomes `engine: flink`, and the artifact another one; nothing else.
    @Test func theSameSpecRunsOnBothEngines() async throws {
      try await FlinkBuilds.shared.ensure(Runs.Flink.version)
      try await Runs.withScratch { folder in
        let before = try await Leftovers.find()
        var records: [[String]] = []
        for (engine, source) in [("drey", Runs.wordCount), ("flink", Runs.Flink.jar("wordcount"))] {
          let path = "\(folder)/wordcount.yaml"
          let spec = """
            apiVersion: drey.dev/v1
            mode: job
            engine: \(engine)
            application: {source: \(source), arguments: [--input, /data/in.txt]}
            taskManager: {replicas: 2}
            volumes: ["\(Runs.Flink.text):/data/in.txt"]
            """
          try Data(spec.utf8).write(to: URL(filePath: path))
          // On drey's runtime main() runs on this machine, and looks for its input there.
          let run = try await Runs.drey.command(["apply", "-f", path])
          #expect(run.exitCode == .finished, "\(engine): \(run.messages)")
          records.append(run.records.sorted())
        }
        #expect(records.first?.contains("the 309") == true)
        #expect(records.first == records.last)
        #expect(try await Leftovers.find() == before)
      }
    }

    @Test func aKilledTaskManagerIsReplacedAndTheAnswerIsThatOfAnUndisturbedRun() async throws {
      let undisturbed = try await Runs.Flink.run("keyed", options: mode, arguments: ["--records", "30000"])
      #expect(undisturbed.exitCode == .finished, "\(undisturbed.messages)")
      try await Runs.Flink.withSharedFolder { folder in
        let before = try await Leftovers.find()
        let name = Runs.uniqueName("keyed")
        let (process, output, messages) = try await Runs.drey.startWithOutput(
          until: "RUNNING",
          ["run", Runs.Flink.jar("keyed"), "--name", name, "--volume", "\(folder):/checkpoints:rw"] + mode + [
            "--", "--records", "30000", "--rate", "1500", "--interval", "200", "--checkpoints",
            "file:///checkpoints",
          ])
        try await Runs.Flink.awaitCheckpoint(in: folder)
        try await Runs.killContainer("drey-\(name)-taskmanager-1")
        let end = await process.wait(upTo: .seconds(120))
        #expect(end == .exited(ExitCode.finished.rawValue), "\(messages.tail)")
        #expect(messages.tail.contains { $0.contains("taskmanager-1 ended before its time") }, "\(messages.tail)")
        #expect(String(decoding: try output.contents(), as: UTF8.self).contains(undisturbed.records.last ?? "?"))
        #expect(try await Leftovers.find() == before)
      }
    }
  }

  /// Waits until a job has written a checkpoint.
  static func awaitCheckpoint(in folder: String) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
      if files.contains(where: { $0.hasSuffix("_metadata") }) { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("no checkpoint was written")
  }
}
