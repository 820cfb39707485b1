import DockerEngine
import StubEngine
import Testing

@Suite(.timeLimit(.minutes(1)))
struct NetworkAndVolumeEndpointTests {
  @Test func networkCreate() async throws {
    let stubbed = try await StubbedEngine(always: .json(#"{"Id":"n1","Warning":""}"#, status: 201))
    let spec = NetworkSpec(
      name: "net", isInternal: true, subnets: [Subnet("10.89.0.0/28", gateway: "10.89.0.1"), Subnet("10.90.0.0/28")],
      labels: ["l": "v"], options: ["o": "p"])
    #expect(try await stubbed.engine.networks.create(spec) == "n1")
    #expect(try stubbed.request().target == "/v1.41/networks/create")
    #expect(
      try stubbed.request().text
        == #"{"Attachable":false,"CheckDuplicate":true,"Driver":"bridge","IPAM":{"Config":["#
        + #"{"Gateway":"10.89.0.1","Subnet":"10.89.0.0/28"},{"Subnet":"10.90.0.0/28"}]},"Internal":true,"#
        + #""Labels":{"l":"v"},"Name":"net","Options":{"o":"p"}}"#)
  }

  @Test func networkInspectAndList() async throws {
    let network =
      #"{"Id":"n1","Name":"net","Driver":"bridge","Internal":true,"IPAM":{"Config":[{"Subnet":"10.89.0.0/28"}]},"#
      + #""Containers":{"c1":{"Name":"web","IPv4Address":"10.89.0.2/28"}},"Labels":{"l":"v"}}"#
    let stubbed = try await StubbedEngine { request in
      switch request.path {
      case "/v1.41/networks/net": .json(network)
      case "/v1.41/networks": .json("[\(network),{\"Id\":\"n2\",\"Labels\":null,\"IPAM\":{\"Config\":null}}]")
      default: nil
      }
    }
    let inspected = try await stubbed.engine.networks.inspect("net")
    #expect(inspected.subnets == [Subnet("10.89.0.0/28")])
    #expect(inspected.isInternal)
    #expect(inspected.containers["c1"]?.name == "web")
    #expect(inspected.containers["c1"]?.ipv4Address == "10.89.0.2/28")
    let listed = try await stubbed.engine.networks.list(["name": ["net"]])
    #expect(listed.map(\.id) == ["n1", "n2"])
    #expect(listed.first == inspected)
    #expect(stubbed.stub.requests.last?.query == "filters=%7B%22name%22%3A%5B%22net%22%5D%7D")
  }

  @Test func networkMembersAndRemoval() async throws {
    let stubbed = try await StubbedEngine { $0.path == "/_ping" ? nil : .empty(200) }
    let networks = stubbed.engine.networks
    try await networks.connect(
      "net", container: "c", as: NetworkAttachmentSpec(aliases: ["a"], ipv4Address: "10.0.0.3"))
    try await networks.disconnect("net", container: "c", force: true)
    try await networks.remove("net")
    #expect(
      stubbed.stub.requests.map { "\($0.method) \($0.target) \($0.text)" } == [
        #"POST /v1.41/networks/net/connect {"Container":"c","EndpointConfig":{"Aliases":["a"],"#
          + #""IPAMConfig":{"IPv4Address":"10.0.0.3"}}}"#,
        #"POST /v1.41/networks/net/disconnect {"Container":"c","Force":true}"#,
        "DELETE /v1.41/networks/net ",
      ])
  }

  @Test func volumes() async throws {
    let volume = #"{"Name":"v","Driver":"local","Mountpoint":"/m","Labels":null}"#
    let stubbed = try await StubbedEngine { request in
      switch (request.method, request.path) {
      case ("POST", "/v1.41/volumes/create"): .json(volume, status: 201)
      case ("GET", "/v1.41/volumes/v"): .json(volume)
      case ("GET", "/v1.41/volumes"): .json(#"{"Volumes":null,"Warnings":null}"#)
      case ("DELETE", "/v1.41/volumes/v"): .empty()
      default: nil
      }
    }
    let volumes = stubbed.engine.volumes
    let created = try await volumes.create(VolumeSpec(name: "v", labels: ["a": "b"]))
    #expect(created.mountpoint == "/m")
    #expect(try await volumes.inspect("v") == created)
    #expect(try await volumes.list(.label("a")).isEmpty)
    try await volumes.remove("v", force: true)
    #expect(
      stubbed.stub.requests.first?.text == #"{"Driver":"local","DriverOpts":{},"Labels":{"a":"b"},"Name":"v"}"#)
    #expect(stubbed.stub.requests.last?.target == "/v1.41/volumes/v?force=true")
  }
}
