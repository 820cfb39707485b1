import DockerEngine
import DreyModel
import StubEngine
import Testing

@testable import DreyDeploy

/// drey in a container beside its clusters, as in a CI job that has the engine's socket.
@Suite(.timeLimit(.minutes(1))) struct ClientContainerTests {
  private static let id = String(repeating: "0a", count: 32)
  private static let mounts = """
    620 519 0:55 / / rw,relatime - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/X
    628 620 254:0 /var/lib/docker/containers/\(id)/resolv.conf /etc/resolv.conf rw - ext4 /dev/vda rw
    629 620 254:0 /var/lib/docker/containers/\(id)/hostname /etc/hostname rw - ext4 /dev/vda rw
    631 620 254:0 /var/lib/docker/containers/\(String(repeating: "f", count: 64))/x /data rw - ext4 /dev/vda rw

    """

  /// - Parameter networks: those that the client's container is in, as JSON.
  private func stub(networkMode: String, refusal: StubResponse? = nil) async throws -> StubEngine {
    let state = #""State":{"Status":"running","Running":true}"#
    return try await StubEngine.start { request in
      if request.path.hasSuffix("/containers/\(Self.id)/json") {
        return .json(
          #"{"Id":"\#(Self.id)","Name":"/ci",\#(state),"Config":{},"HostConfig":{"NetworkMode":"\#(networkMode)"},"#
            + #""NetworkSettings":{"Networks":{"bridge":{"NetworkID":"n"}}}}"#)
      }
      if request.path.hasSuffix("/connect") { return refusal ?? .json("{}") }
      if request.path.hasSuffix("/_ping") { return nil }
      if request.path.hasSuffix("/info") { return .json(#"{"OSType":"linux","SecurityOptions":[]}"#) }
      return .json(#"{"message":"No such container"}"#, status: 404)
    }
  }

  @Test func theContainerIsFoundByTheFilesThatItsEngineMounts() async throws {
    #expect(ClientContainer.identifiers(inMountInfo: Self.mounts) == [Self.id])
    #expect(ClientContainer.identifiers(inMountInfo: "22 1 254:0 / / rw - ext4 /dev/vda rw\n").isEmpty)
    let stub = try await stub(networkMode: "bridge")
    let engine = try await DockerEngine.connect(to: .unix(stub.path))
    defer { engine.close() }
    let client = try #require(try await ClientContainer.find(on: engine, mountInfo: Self.mounts))
    #expect(client == ClientContainer(id: Self.id, name: "ci", networkMode: "bridge"))
    let another = Self.mounts.replacing(Self.id, with: String(repeating: "1", count: 64))
    #expect(try await ClientContainer.find(on: engine, mountInfo: another) == nil, "a container of another engine")
  }

  @Test func itJoinsTheNetworkThatASessionIsEnteredBy() async throws {
    let stub = try await stub(networkMode: "bridge")
    let engine = try await DockerEngine.connect(to: .unix(stub.path))
    defer { engine.close() }
    let client = ClientContainer(id: Self.id, name: "ci", networkMode: "bridge")
    try await client.join("drey-ci.rest", on: engine)
    let joined = try #require(stub.requests.first { $0.path.hasSuffix("/connect") })
    #expect(joined.path.hasSuffix("/networks/drey-ci.rest/connect") && joined.text.contains(Self.id))
  }

  @Test func aContainerThatCannotJoinSaysSo() async throws {
    let refusal = StubResponse.json(#"{"message":"container cannot be connected to multiple networks"}"#, status: 403)
    let stub = try await stub(networkMode: "none", refusal: refusal)
    let engine = try await DockerEngine.connect(to: .unix(stub.path))
    defer { engine.close() }
    let client = ClientContainer(id: Self.id, name: "ci", networkMode: "none")
    let failure = await #expect(throws: Failure.self) { try await client.join("drey-ci.rest", on: engine) }
    #expect(failure?.message.contains("container ci, which cannot join the network drey-ci.rest") == true)
  }

  @Test func itIsTakenOutOfTheNetworkBeforeThatGoes() async throws {
    let stub = try await StubEngine.start { request in
      switch request.path.split(separator: "/").dropFirst().joined(separator: "/") {
      case "containers/json":
        return .json(request.query.contains("network") ? #"[{"Id":"guest","State":"exited"}]"# : "[]")
      case "networks": return .json(#"[{"Id":"n1","Name":"drey-a.rest"},{"Id":"n2","Name":"drey-a"}]"#)
      case "volumes": return .json(#"{"Volumes":[]}"#)
      default: return request.path.hasSuffix("/_ping") ? nil : .json("{}")
      }
    }
    let engine = try await DockerEngine.connect(to: .unix(stub.path))
    defer { engine.close() }
    #expect(try await ClusterRemoval(engine: engine, filter: .label("dev.drey.cluster", "a")).removeOnce() == 2)
    let changes = stub.requests.filter { $0.method != "GET" }
    #expect(changes.first?.path == "/v1.41/networks/n1/disconnect" && changes.first?.text.contains("guest") == true)
    #expect(Set(changes.dropFirst().map(\.path)) == ["/v1.41/networks/n1", "/v1.41/networks/n2"])
  }

  @Test func volumesAreNotLookedForInTheClientsContainer() async throws {
    let stub = try await stub(networkMode: "bridge")
    let engine = try await DockerEngine.connect(to: .unix(stub.path))
    defer { engine.close() }
    var spec = ClusterSpec(name: try ClusterName("ci"))
    spec.volumes = [VolumeMount(source: "/only/on/the/machine", target: "/data", writable: false)]
    await #expect(throws: Failure.self) { try await DockerTarget(engine: engine, environment: [:]).check(spec) }
    let client = ClientContainer(id: Self.id, name: "ci", networkMode: "bridge")
    #expect(try await DockerTarget(engine: engine, environment: [:], client: client).check(spec).isEmpty)
  }
}
