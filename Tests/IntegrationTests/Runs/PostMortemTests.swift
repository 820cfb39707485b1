import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// What a failed run leaves for whoever has to find out why.
  @Suite(.serialized) struct PostMortems {
    private func contents(of folder: String) throws -> [String: String] {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      return try Dictionary(
        uniqueKeysWithValues: names.map { ($0, try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) })
    }

    /// The only folder below `parent`, which the messages name.
    private func folder(below parent: String, of run: DreyRun) throws -> String {
      let names = try FileManager.default.contentsOfDirectory(atPath: parent)
      #expect(names.count == 1)
      let folder = "\(parent)/\(try #require(names.first))"
      #expect(run.messages.contains { $0 == "post-mortem: \(folder)" }, "\(run.messages)")
      return folder
    }

    @Test func failedRunSaysWhatWasAndHidesSecrets() async throws {
      let name = Runs.uniqueName("failing")
      try await Runs.withScratch { scratch in
        let run = try await Runs.scenario(
          "map-throws",
          options: [
            "--name", name, "--post-mortem", scratch, "--on-failure", "keep", "-D", "s3.secret-key=k3y-of-the-store",
          ], arguments: ["--password", "hunter22"])
        #expect(run.exitCode == .jobFailed, "\(run.messages)")
        let files = try contents(of: try folder(below: scratch, of: run))
        #expect(files["summary.txt"]?.contains("record refused") == true)
        // With another one the engine would start it again, and an application that has failed is over.
        #expect(files["summary.txt"]?.contains("jobmanager: exited, exit code 0") == true)
        #expect(files["spec.json"]?.contains("map-throws") == true)
        #expect(files["plan.txt"]?.contains("container drey-\(name)-jobmanager: create") == true)
        #expect(files["jobmanager.events.txt"]?.contains("job Mapping FAILED") == true)
        #expect(files["engine-events.txt"]?.contains("container die drey-\(name)-taskmanager-1") == true)
        #expect(files["cluster.json"]?.contains("\"exitCode\" : 0") == true)
        #expect(files["incomplete.txt"] == nil)

        let secret = try await secret(of: name)
        #expect(secret.count == 64)
        for (file, text) in files {
          for hidden in [secret, "hunter22", "k3y-of-the-store"] {
            #expect(!text.contains(hidden), "\(file) holds a secret")
          }
        }
        for command in [["inspect", name, "--output", "json"], ["logs", name]] {
          let shown = try await Runs.drey.command(command)
          #expect(!String(decoding: shown.output, as: UTF8.self).contains(secret))
          #expect(!shown.messages.contains { $0.contains(secret) })
        }
        #expect(try await Runs.drey.command(["delete", name]).exitCode == .finished)
      }
      #expect(try await Leftovers.find(of: name) == .none)
    }

    /// The secret that the members of a cluster prove to know, out of its volume.
    private func secret(of cluster: String) async throws -> String {
      let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
      defer { engine.close() }
      let archive = try await engine.containers.downloadArchive(
        "drey-\(cluster)-jobmanager", from: ContainerContract.Path.clusterSecret)
      var bytes: [UInt8] = []
      for try await chunk in archive { bytes += chunk }
      // The content of a tar archive's first file begins after one block of 512.
      return String(decoding: bytes.dropFirst(512).prefix(64), as: UTF8.self)
    }

    @Test func lackOfMemoryIsFound() async throws {
      try await Runs.withScratch { scratch in
        let run = try await Runs.scenario(
          "hungry", options: ["--post-mortem", scratch, "--jobmanager-memory", "96m"])
        #expect(run.exitCode == .jobFailed || run.exitCode == .infrastructure, "\(run.messages)")
        let files = try contents(of: try folder(below: scratch, of: run))
        #expect(files["summary.txt"]?.contains("limit of 96 MiB") == true, "\(files["summary.txt"] ?? "")")
        #expect(files["engine-events.txt"]?.contains("container oom") == true, "\(files["engine-events.txt"] ?? "")")
      }
    }

    @Test func successWritesNothingAndNoneMeansNone() async throws {
      try await Runs.withScratch { scratch in
        let folder = "\(scratch)/none-yet"
        let success = try await Runs.scenario("no-job", options: ["--post-mortem", folder])
        #expect(success.exitCode == .finished, "\(success.messages)")
        #expect(!FileManager.default.fileExists(atPath: folder))
        let failure = try await Runs.scenario("main-throws", options: ["--post-mortem", "none"])
        #expect(failure.exitCode == .jobFailed)
        #expect(!failure.messages.contains { $0.contains("post-mortem") }, "\(failure.messages)")
      }
    }

    @Test func fileIsNoFolderForIt() async throws {
      let run = try await Runs.drey.run(Runs.wordCount, options: ["--post-mortem", "/proc/version"])
      #expect(run.exitCode == .usage)
      #expect(run.messages.contains { $0.contains("/proc/version is not a folder") }, "\(run.messages)")
    }
  }
}
