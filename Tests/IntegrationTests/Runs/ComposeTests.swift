import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// The Compose files of the example, as they are committed.
  @Suite(.serialized) struct Compose {
    static let modes = ["session", "job", "application"]
    static func committed(_ mode: String) -> String { "\(Runs.root)/compose/\(mode).yaml" }

    static func text(_ path: String) throws -> String {
      String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
    }

    /// The images have the names that the files know.
    static func buildImages() async throws {
      let build = try await Runs.drey.command(["image", "build", "-q", Runs.wordCount])
      try #require(build.exitCode == .finished, "\(build.messages)")
    }

    @Test(.timeLimit(.minutes(10))) func committedFilesAreWhatAnExportWrites() async throws {
      try await Runs.withScratch { folder in
        let export = try await ChildProcess.capture(
          ChildProcess.Configuration(
            executable: "\(Runs.root)/scripts/export-compose", arguments: [folder],
            environment: ProcessEnvironment.all.merging(["DREY": Runs.drey.executable]) { $1 }))
        try #require(export.termination.isSuccess, "\(export.standardError)")
        for mode in Self.modes {
          let fresh = try Self.text("\(folder)/\(mode).yaml")
          let committed = try Self.text(Self.committed(mode))
          #expect(committed == fresh, "compose/\(mode).yaml: run `make compose`")
        }
      }
    }

    /// The containers of these modes end by themselves, so the job runs for a while.
    @Test(.timeLimit(.minutes(10)), arguments: ["job", "application"])
    func aClusterOfItsOwnRunsItsWorkAndEnds(mode: String) async throws {
      try await Self.buildImages()
      try await Runs.withScratch { folder in
        let lines = 20_000_000
        let input = try await ComposeProject.run(
          "sh", ["-c", "chmod 755 \(folder) && yes 'to be or not to be' | head -n \(lines) > \(folder)/input.txt"])
        try #require(input.isSuccess)
        try Data(Self.otherInput("\(folder)/input.txt").utf8).write(to: URL(filePath: "\(folder)/input.yaml"))
        let files = [Self.committed(mode), "\(folder)/input.yaml"]
        try await ComposeProject.with(mode, files: files) { project in
          #expect(try await project.end(of: "jobmanager") == 0)
          let expected = ["be \(2 * lines)", "not \(lines)", "or \(lines)", "to \(2 * lines)"]
          let records = try await project.records().sorted()
          #expect(records == expected)
          #expect(try await project.end(of: "taskmanager-1") == 0)
        }
      }
    }

    /// Another file in the place of the one that the committed files mount.
    private static func otherInput(_ path: String) -> String {
      let services = ["jobmanager", "taskmanager-1", "taskmanager-2"].map { service in
        "  \(service):\n    volumes: [{type: bind, source: '\(path)', target: /data/input.txt, read_only: true}]\n"
      }
      return "services:\n" + services.joined()
    }
  }
}
