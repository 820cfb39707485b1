import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

@testable import DreyDeploy

/// What `scripts/setup flink` makes.
enum FlinkFixture {
  static let version = "2.3.0"
  static let base = "drey-test/debian-java:17"
  static var files: String { "\(Runs.root)/.build/flink/\(version)" }
}

extension Runs {
  /// Images with Apache Flink on the engine. They stay there, as all of drey's images do.
  @Suite(.serialized) struct FlinkImageTests {
    private let build = ["image", "build", "flink", "--base", FlinkFixture.base, "--wheel"]

    @Test func flinkIsBuiltOnceAndStaysWhenOthersArePruned() async throws {
      let first = try await Runs.drey.command(build + [FlinkFixture.files])
      try #require(first.exitCode == .finished, "\(first.messages)")
      #expect(first.records.first == "drey/flink:\(FlinkFixture.version)")
      let start = ContinuousClock.now
      let second = try await Runs.drey.command(build + [FlinkFixture.files])
      #expect(second.records == first.records)
      #expect(!second.messages.contains { $0.contains("building") }, "\(second.messages)")
      #expect(ContinuousClock.now - start < .seconds(30))
      let list = try await Runs.drey.command(["image", "list"])
      #expect(list.records.contains { $0.contains(first.records[1]) && !$0.contains("unused") }, "\(list.records)")
    }

    @Test func whatCannotBeBuiltIsRefusedBeforeAnythingIsBuilt() async throws {
      try await Runs.withScratch { scratch in
        try Data("no wheel".utf8).write(to: URL(filePath: "\(scratch)/flink.whl"))
        var drey = Runs.drey
        drey.environment["XDG_CACHE_HOME"] = "\(scratch)/cache"
        for (arguments, words) in [
          (["\(scratch)/flink.whl"], "neither a ZIP nor a tar archive"), ([scratch], "does not hold Apache Flink"),
          (["\(scratch)/nothing"], "does not exist"),
          ([FlinkFixture.files, "--flink-version", "1.20.0"], "not 1.20.0"),
        ] {
          let run = try await drey.command(build + arguments)
          #expect(run.exitCode == .usage, "\(run.messages)")
          #expect(run.messages.contains { $0.contains(words) }, "\(run.messages)")
          #expect(!run.messages.contains { $0.contains("building") })
        }
      }
    }

    @Test func aBaseThatNobodyHasIsNamedWithWhatToDo() async throws {
      let run = try await Runs.drey.command(
        ["image", "build", "flink", "--base", "localhost:1/nobody/has:this", "--wheel", FlinkFixture.files])
      #expect(run.exitCode == .infrastructure, "\(run.messages)")
      #expect(run.messages.contains { $0.contains("localhost:1/nobody/has:this") && $0.contains("cannot be pulled") })
      #expect(run.messages.contains { $0.contains("--base") && $0.contains("docker import") }, "\(run.messages)")
    }

    @Test func aMemberAndAnApplicationAreBuiltOnIt() async throws {
      let built = try await Runs.drey.command(build + [FlinkFixture.files])
      try #require(built.exitCode == .finished, "\(built.messages)")
      let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
      defer { engine.close() }
      try await Runs.withScratch { scratch in
        let runtime = try runtime(in: scratch)
        let images = FlinkImages(store: ImageStore(engine: engine, observer: SilentProgress()), runtime: runtime)
        let member = try await images.memberImage()
        #expect(member.flinkVersion == FlinkFixture.version)
        #expect(member.javaRelease == 17)
        let jar = "\(scratch)/Job.jar"
        try Data("a job of this test".utf8).write(to: URL(filePath: jar))
        let application = try await images.applicationImage(of: jar, on: member)
        let details = try await engine.images.inspect(application)
        #expect(details.labels[Label.application] == "Job.jar")
        #expect(details.labels[Label.flinkVersion] == FlinkFixture.version)
        #expect(details.entrypoint == ["/opt/drey/bin/drey-flink"])
        #expect(try await images.memberImage() == member)
        #expect(try await images.applicationImage(of: jar, on: member) == application)
        try await engine.images.remove(application)
        try await engine.images.remove(member.reference)
      }
    }

    /// A runtime whose agent is another static executable, so that its images are this test's own.
    private func runtime(in scratch: String) throws -> RuntimeFiles {
      let folder = "\(scratch)/runtime"
      for name in ["flink-member", "flink-application"] {
        try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
          atPath: "\(Runs.root)/images/\(name)/Dockerfile", toPath: "\(folder)/\(name)/Dockerfile")
      }
      try FileManager.default.copyItem(
        atPath: "\(Runs.root)/images/flink-member/share-classes", toPath: "\(folder)/flink-member/share-classes")
      try Data("an agent of \(scratch)".utf8).write(to: URL(filePath: "\(folder)/flink-member/drey-flink"))
      return RuntimeFiles(folder: folder)
    }
  }
}

private struct SilentProgress: RunObserver {
  func progress(_ phase: RunPhase, _ text: String) {}
  func detail(_ phase: RunPhase, _ text: String) {}
  func event(_ event: ClusterEvent, from member: String) {}
  func records(_ bytes: [UInt8]) async throws {}
}
