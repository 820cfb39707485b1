import DreyModel
import Testing

@testable import DreyDeploy

@Suite struct SessionConvergenceTests {
  private let images = ClusterImages(jobManager: "jm:1", taskManager: "tm:1")
  private let spec: ClusterSpec

  init() throws { spec = ClusterSpec(name: try ClusterName("orders"), taskManagers: 2, slots: 2) }

  private func member(
    _ name: String, _ role: MemberRole, _ image: String, _ state: String = "running"
  ) -> ObservedMember {
    ObservedMember(
      name: name, role: role.rawValue, container: name, containerID: name, image: image,
      state: ObservedMember.State(state), labels: [:])
  }

  private func cluster(of spec: ClusterSpec?, mode: String = "session", taskManagers: Int = 2) -> ObservedCluster {
    let members = (1...taskManagers).map { member("taskmanager-\($0)", .taskManager, "tm:1") }
    return ObservedCluster(
      name: "orders", run: "r", mode: mode, members: [member("jobmanager", .jobManager, "jm:1")] + members,
      networks: [], volumes: [], mayStay: true, spec: spec, labels: [:])
  }

  private func decide(_ spec: ClusterSpec, _ observed: ObservedCluster...) -> SessionConvergence {
    .decide(spec, images: images, observed: observed)
  }

  @Test func whatIsNotThereIsCreated() { #expect(decide(spec) == .create) }

  @Test func whatIsTheSameIsLeftAlone() { #expect(decide(spec, cluster(of: spec)) == .unchanged) }

  @Test func anotherNumberOfTaskManagersIsScaled() {
    var more = spec
    more.taskManagers = 3
    #expect(decide(more, cluster(of: spec)) == .scale(from: 2, to: 3))
    // It was scaled before, so the record says something else than what is there.
    #expect(decide(more, cluster(of: spec, taskManagers: 3)) == .unchanged)
  }

  @Test func taskManagerThatHasEndedIsReplaced() {
    var observed = cluster(of: spec)
    observed.members[2].state = ObservedMember.State("exited")
    #expect(decide(spec, observed) == .scale(from: 1, to: 2))
  }

  @Test func everyFieldThatCannotBeChangedIsAReason() {
    var other = spec
    other.taskManagerResources.memory = 2 << 30
    other.options[.heartbeatInterval] = "5000"
    other.networks = ["kafka"]
    let expected = [
      SpecChange("taskManager.memory", from: "1024m", to: "2048m"),
      SpecChange("network.join", from: nil, to: "kafka"),
      SpecChange("options.heartbeat.interval", from: nil, to: "5000"),
    ]
    #expect(decide(other, cluster(of: spec)) == .replace(expected))
  }

  @Test func newImagesAndAnotherModeAndADeadJobManagerAreReasons() {
    var observed = cluster(of: spec, mode: "job")
    observed.members[0].image = "jm:0"
    observed.members[0].state = ObservedMember.State("exited")
    let expected = [
      SpecChange("mode", from: "job", to: "session"), SpecChange("state", from: "partial", to: "running"),
      SpecChange("jobmanager image", from: "jm:0", to: "jm:1"),
    ]
    #expect(decide(spec, observed) == .replace(expected))
  }

  @Test func withoutARecordNothingIsKnown() {
    #expect(
      decide(spec, cluster(of: nil)) == .replace([SpecChange("spec", from: "not recorded", to: "recorded")]))
  }

  @Test func recordIsReadAgain() throws {
    var rich = spec
    rich.volumes = [VolumeMount(source: "/a", target: "/b", writable: true)]
    rich.subnetPool = try SubnetPool(parsing: "10.1.0.0/20:27")
    rich.options[.heartbeatInterval] = "5000"
    rich.taskManagerResources.cpus = 1.5
    #expect(ClusterSpec(record: try #require(rich.record)) == rich)
    #expect(ClusterSpec(record: "{}") == nil)
  }
}
