import DockerEngine
import DreyModel
import StubEngine
import Testing

@testable import DreyDeploy

/// Members of clusters that have ended and are kept.
@Suite(.timeLimit(.minutes(1))) struct RetirementTests {
  private func member(_ state: String) -> ObservedMember {
    ObservedMember(
      name: "taskmanager-1", role: "taskmanager", container: "drey-a-taskmanager-1", containerID: "c1", image: "i",
      state: ObservedMember.State(state), labels: [:])
  }

  /// An engine that is restarted starts again whatever its restart policy says, a kill or not.
  @Test func whatIsKeptDoesNotRunAgainWhenTheEngineIsRestarted() async throws {
    let stub = try await StubEngine.start { request in
      if request.path.hasSuffix("/_ping") { return nil }
      return request.path.hasSuffix("/update")
        ? .json(#"{"Warnings":[]}"#) : .json(#"{"message":"container c1 is not running"}"#, status: 409)
    }
    let engine = try await DockerEngine.connect(to: .unix(stub.path))
    defer { engine.close() }
    try await DockerTarget(engine: engine, environment: [:]).retire(member("exited"))
    #expect(stub.requests.map(\.path) == ["/v1.41/containers/c1/update", "/v1.41/containers/c1/kill"])
    #expect(stub.requests.first?.text.contains(#""Name":"no""#) == true, "\(stub.requests)")
  }

  @Test func whatIsGoneIsRetired() async throws {
    let stub = try await StubEngine.start { request in
      request.path.hasSuffix("/_ping") ? nil : .json(#"{"message":"No such container: c1"}"#, status: 404)
    }
    let engine = try await DockerEngine.connect(to: .unix(stub.path))
    defer { engine.close() }
    try await DockerTarget(engine: engine, environment: [:]).retire(member("running"))
  }

  @Test(arguments: [true, false]) func membersThatAreToldToStopComeBackInASessionOnly(isSession: Bool) throws {
    let spec = ClusterSpec(name: try ClusterName("orders"))
    let images = ClusterImages(jobManager: "jm:1", taskManager: "tm:1")
    let observed = ObservedEngine(
      cpus: 2, isPodman: false, containerNames: [], networkNames: [], volumeNames: [], takenSubnets: [])
    let layout =
      isSession
      ? try SessionMode().layout(of: spec, images: images) : try ApplicationMode().layout(of: spec, images: images)
    let plan = try DockerPlanner(runID: "run", lifetime: ClusterLifetime(created: 0)).plan(layout, observed: observed)
    for node in plan.nodes {
      guard case .createContainer(let spec, _) = node.operation else { continue }
      #expect(spec.host.restartPolicy?.name == "on-failure")
      #expect(spec.command?.contains("jobmanager.exits-with-zero=true") == !isSession)
    }
  }
}
