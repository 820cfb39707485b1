import DreyModel
import Testing

@testable import DreyDeploy

@Suite struct PostMortemTests {
  private func spec(_ arguments: [String], _ options: [String: String] = [:]) throws -> ClusterSpec {
    ClusterSpec(name: try ClusterName("a"), arguments: arguments, options: Options(options))
  }

  @Test func secretsOfTheSpecAreHiddenEverywhere() throws {
    let redaction = Redaction(
      try spec(
        ["--input", "/data", "--db-password", "hunter22", "--api-token=tok3n-1", "kafka://me:pa:ss@host/t"],
        ["s3.secret-key": "abcdefgh", "heartbeat.timeout": "1000"]))
    #expect(
      redaction.arguments(["--db-password", "hunter22", "--api-token=tok3n-1", "kafka://me:pa:ss@host/t", "--input"])
        == ["--db-password", "******", "--api-token=******", "kafka://me:******@host/t", "--input"])
    #expect(
      redaction.options(["s3.secret-key": "abcdefgh", "heartbeat.timeout": "1000"])
        == ["s3.secret-key": "******", "heartbeat.timeout": "1000"])
    #expect(redaction.text("login hunter22 with tok3n-1, abcdefgh") == "login ****** with ******, ******")
  }

  @Test func shortSecretIsHiddenWhereItWasGivenOnly() throws {
    let redaction = Redaction(try spec(["--password", "a"]))
    #expect(redaction.arguments(["--password", "a", "banana"]) == ["--password", "******", "banana"])
    #expect(redaction.text("banana") == "banana")
  }

  @Test func placeFollowsTheEnvironment() {
    #expect(PostMortemPlace.standard.parent(environment: ["XDG_STATE_HOME": "/s"]) == "/s/drey/post-mortem")
    #expect(PostMortemPlace.standard.parent(environment: ["XDG_STATE_HOME": "relative", "TMPDIR": "/t"]) == "/t")
    #expect(PostMortemPlace.standard.parent(environment: [:]) == "/tmp")
    #expect(PostMortemPlace.folder("/x").parent(environment: [:]) == "/x")
    #expect(PostMortemPlace.none.parent(environment: ["XDG_STATE_HOME": "/s"]) == nil)
  }

  @Test func summaryNamesWhoRanOutOfMemory() throws {
    let spec = try spec([])
    let layout = try ApplicationMode().layout(of: spec, images: ClusterImages(jobManager: "j", taskManager: "t"))
    var member = ObservedMember(
      name: "taskmanager-1", role: "taskmanager", container: "c", containerID: "c", image: "t",
      state: ObservedMember.State("exited"), labels: [:])
    member.details = ObservedMember.Details(
      exitCode: 137, isOutOfMemoryKilled: true, error: "", startedAt: "", finishedAt: "", addresses: [:])
    let cluster = ObservedCluster(
      name: "a", run: "r", mode: "application", members: [member], networks: [], volumes: [], mayStay: false,
      labels: [:])
    let text = PostMortemSummary(
      outcome: RunOutcome(Failure(.infrastructure, "lost")), cluster: cluster, layout: layout
    ).text
    #expect(text.contains("exit code  3"))
    #expect(text.contains("lost"))
    #expect(text.contains("taskmanager-1: exited, exit code 137, out of memory"))
    #expect(text.contains("limit of 1024 MiB"))
    #expect(text.contains("jobmanager: there is no container of it"))
  }
}
