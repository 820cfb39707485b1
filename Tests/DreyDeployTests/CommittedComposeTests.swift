import DreyModel
import FoundationEssentials
import Testing
import Yams

@testable import DreyDeploy

/// The files in `compose` are what drey would write now. Whether the job in one is that of the example is a matter of
/// running it, which an integration test does.
@Suite struct CommittedComposeTests {
  private static let folder = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/compose"

  private func committed(_ mode: String) throws -> String {
    let data = try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(mode).yaml"))
    return String(decoding: data, as: UTF8.self)
  }

  private func spec(_ mode: String, arguments: [String] = ["--input", "/data/input.txt"]) throws -> ClusterSpec {
    ClusterSpec(
      name: try ClusterName("wordcount-\(mode)"), arguments: arguments, taskManagers: 2, parallelism: 2,
      volumes: [VolumeMount(source: "/usr/share/common-licenses/GPL-3", target: "/data/input.txt", writable: false)])
  }

  private func export(_ spec: ClusterSpec, _ mode: String, of source: ApplicationSource?) async throws -> String {
    try await ComposeExport(mode: mode, spec: spec, source: source, environment: [:], observer: SilentObserver()).text()
  }

  @Test func sessionAndApplicationAreUpToDate() async throws {
    let session = try await export(try spec("session", arguments: []), "session", of: nil)
    let committedSession = try committed("session")
    #expect(committedSession == session, "run `make compose`")
    let application = try await export(
      try spec("application"), "application", of: .executable(path: "/somewhere/WordCount"))
    let committedApplication = try committed("application")
    #expect(committedApplication == application, "run `make compose`")
  }

  @Test func aroundItsGraphTheJobIsUpToDate() throws {
    let text = try committed("job")
    let root = try #require(try Yams.compose(yaml: text))
    let job = try #require(root["services"]?["make-secrets"]?["environment"]?["DREY_JOB"]?.string)
    let images = ClusterImages(jobManager: "drey/application:WordCount", taskManager: StableName.taskManager)
    let layout = try JobMode(job: Array(job.replacing("$$", with: "$").utf8)).layout(
      of: try spec("job"), images: images)
    let fresh = try ComposeExport.file(of: layout)
    #expect(fresh == text, "run `make compose`")
  }
}
