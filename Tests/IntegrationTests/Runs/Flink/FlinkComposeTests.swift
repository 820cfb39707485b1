import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs.Flink {
  /// Clusters of Apache Flink that Docker Compose brings up from exported files.
  @Suite(.serialized) struct Compose {
    @Test(arguments: ["application", "job"]) func anExportedFileRunsItsJobAndEnds(mode: String) async throws {
      try await FlinkBuilds.shared.ensure(Runs.Flink.version)
      let jar = Runs.Flink.jar("wordcount")
      let build = try await Runs.drey.command(["image", "build", jar, "-q"])
      try #require(build.exitCode == .finished, "\(build.messages)")
      try await Runs.withScratch { folder in
        let file = "\(folder)/\(mode).yaml"
        let export = try await Runs.drey.command(
          ["compose", "export", jar, "--mode", mode, "--task-managers", "2", "-o", file, "--", "--lines", "1000"])
        try #require(export.exitCode == .finished, "\(export.messages)")
        try await ComposeProject.with("flink-\(mode)", files: [file]) { project in
          let (end, records) = (try await project.end(of: "jobmanager"), try await project.records())
          #expect(end == 0 && records.count > 1000, "\(records.suffix(5))")
        }
      }
    }
  }
}
