import DreyModel
import FoundationEssentials
import Testing

@testable import DreyDeploy

@Suite struct SpecFileTests {
  private static let minimal = "apiVersion: drey.dev/v1\napplication: {source: registry/app:1}\n"

  private func read(_ yaml: String) throws -> SpecFile { try SpecFile(yaml: yaml, file: "spec.yaml", folder: "/specs") }

  private func refusal(_ yaml: String) throws -> String {
    let failure = try #require(throws: Failure.self) { try read(yaml) }
    #expect(failure.domain == .usage)
    return failure.description
  }

  @Test func onlyVersionAndSourceAreRequired() throws {
    let file = try read(Self.minimal)
    #expect(file.application == .image(reference: "registry/app:1"))
    #expect(file.mode == "application")
    #expect(file.cluster.taskManagers == 1 && file.cluster.slots == 1 && file.cluster.parallelism == 1)
  }

  @Test func everyKeyIsTakenOver() throws {
    let file = try read(
      """
      apiVersion: drey.dev/v1
      name: orders
      mode: application
      application: {source: registry/app:1, product: Orders, arguments: [--n, 5, yes]}
      parallelism: 3
      jobManager: {memory: 256m, cpus: 0.5}
      taskManager: {replicas: 2, slots: 2, memory: 2g, cpus: 1}
      volumes: ["in:/data/in", "/out:/data/out:rw"]
      network: {isolated: true, join: [kafka, db], pool: 10.1.0.0/20:27}
      options: {heartbeat.interval: 5000}
      """)
    let cluster = file.cluster
    #expect(cluster.name.text == "orders" && file.product == "Orders")
    #expect(cluster.arguments == ["--n", "5", "yes"])
    #expect(cluster.parallelism == 3 && cluster.taskManagers == 2 && cluster.slots == 2 && cluster.isolated)
    #expect(cluster.jobManagerResources.memory == 256 << 20 && cluster.jobManagerResources.cpus == 0.5)
    #expect(cluster.taskManagerResources.memory == 2 << 30 && cluster.taskManagerResources.cpus == 1)
    #expect(cluster.volumes.map(\.source) == ["/specs/in", "/out"])
    #expect(cluster.volumes.map(\.writable) == [false, true])
    #expect(cluster.networks == ["kafka", "db"])
    #expect(cluster.subnetPool?.range.description == "10.1.0.0/20" && cluster.subnetPool?.size == 27)
    #expect(cluster.options[.heartbeatInterval] == "5000")
  }

  private static let session = "apiVersion: drey.dev/v1\nmode: session\n"

  @Test func sessionHasANameAndNoApplication() throws {
    let file = try read(Self.session + "name: orders\ntaskManager: {replicas: 2, slots: 2}\nlifetime: {ttl: 2h}")
    #expect(file.application == nil && file.session == nil && file.isNamed)
    #expect(file.cluster.parallelism == 1 && file.cluster.taskManagers == 2)
    #expect(file.lifetime.timeToLive == .seconds(7200))
    #expect(try refusal(Self.session).contains("'name' is missing"))
  }

  @Test func applicationInASessionTakesTheClusterAsItIs() throws {
    let inSession = Self.session + "application: {source: registry/app:1}\n"
    let file = try read(inSession + "session: orders\nparallelism: 4")
    #expect(file.session == "orders" && file.cluster.parallelism == 4 && file.hasParallelism)
    #expect(try refusal(inSession).contains("spec.yaml:3:14: application: the key 'session' is missing"))
    #expect(
      try refusal(inSession + "session: orders\ntaskManager: {slots: 1}").contains("taskManager: is the session's"))
    #expect(try refusal(Self.minimal + "session: orders").contains("goes with mode: session"))
  }

  @Test func lifetimeIsRead() throws {
    let file = try read(Self.minimal + "lifetime: {timeout: 90s, onSuccess: keep, onFailure: delete}")
    #expect(file.lifetime.timeout == .seconds(90))
    #expect(file.lifetime.onSuccess == .keep && file.lifetime.onFailure == .delete)
    #expect(
      try refusal(Self.minimal + "lifetime: {ttl: soon}").contains("lifetime.ttl: 'soon' is not a length of time"))
    #expect(try refusal(Self.minimal + "lifetime: {onSuccess: stay}").contains("expected delete or keep"))
  }

  @Test func parallelismIsAllSlotsUnlessGiven() throws {
    #expect(try read(Self.minimal + "taskManager: {replicas: 2, slots: 3}").cluster.parallelism == 6)
  }

  @Test func unknownKeyIsNamedWithItsPlaceAndTheNearestKnownOne() throws {
    let message = try refusal(Self.minimal + "taskmanager: {slots: 1}")
    #expect(message.contains("spec.yaml:3:1: unknown key 'taskmanager'. Did you mean 'taskManager'?"))
    #expect(try refusal(Self.minimal + "taskManager: {slot: 1}").contains("Did you mean 'slots'?"))
  }

  @Test(arguments: [
    ("parallelism: many", "spec.yaml:3:14: parallelism: expected a whole number, found 'many'"),
    ("taskManager: [1]", "expected keys and values, found a list"),
    ("volumes: here", "expected a list, found 'here'"),
    ("network: {isolated: 1}", "network.isolated: expected true or false, found the number 1"),
    ("network: {join: kafka}", "network.join: expected a list, found 'kafka'"),
    ("network: {join: [a, a]}", "the network 'a' is joined twice"),
    ("network: {pool: 10.0.0.0}", "spec.yaml:3:17: network.pool: subnet pool '10.0.0.0'"),
    ("jobManager: {memory: much}", "jobManager.memory: 'much' is not an amount of memory"),
    (
      "jobManager: {memory: 1m}",
      "spec.yaml:3:22: jobManager.memory: memory of the JobManager is 1 MiB, at least 64 MiB"
    ),
    ("parallelism: 9", "spec.yaml:3:14: parallelism: parallelism 9 needs 9 slots"),
    ("taskManager: {replicas: 999}", "spec.yaml:3:25: taskManager.replicas: task managers: 999"),
    ("name: Bad Name", "'Bad Name' is not a cluster name"),
    ("mode: sesion", "unknown mode 'sesion'"),
    ("volumes: [\"a\"]", "volumes[0]: volume 'a'"),
    ("taskManager: {replicas: 99999999999999999999}", "expected a whole number"),
  ])
  func badValuesAreNamedWithTheirPlace(line: String, message: String) throws {
    #expect(try refusal(Self.minimal + line).contains(message))
  }

  @Test(arguments: [
    "", "- a\n- b", "a: [", "apiVersion: drey.dev/v2\napplication: {source: a/b}", "apiVersion: drey.dev/v1",
  ])
  func whatIsNoSpecIsRefused(yaml: String) throws {
    #expect(try refusal(yaml).contains("spec.yaml"))
  }

  @Test func sourceThatCanOnlyBeAPathMustExist() throws {
    #expect(
      try refusal("apiVersion: drey.dev/v1\napplication: {source: ./absent}").contains("absent does not exist")
    )
  }

  @Test func schemaKnowsTheSameKeys() throws {
    struct Schema: Decodable {
      struct Property: Decodable { var properties: [String: Property]? }
      var properties: [String: Property]
    }
    let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
    let schema = try JSONDecoder().decode(
      Schema.self, from: Data(contentsOf: URL(filePath: "\(root)/docs/spec.schema.json")))
    #expect(schema.properties.keys.sorted() == SpecKeys.root.sorted())
    for (name, keys) in [
      ("application", SpecKeys.application), ("jobManager", SpecKeys.jobManager), ("taskManager", SpecKeys.taskManager),
      ("network", SpecKeys.network), ("lifetime", SpecKeys.lifetime),
    ] {
      #expect(schema.properties[name]?.properties?.keys.sorted() == keys.sorted())
    }
  }
}
