import DockerEngine
import DreyModel
import Testing
import Yams

@testable import DreyDeploy

@Suite struct ComposeTests {
  private let images = ClusterImages(jobManager: "drey/application:Orders", taskManager: "drey/taskmanager:latest")
  private let observed = ObservedEngine(
    cpus: 8, isPodman: false, containerNames: [], networkNames: [], volumeNames: [], takenSubnets: [])

  private func spec(isolated: Bool = false) throws -> ClusterSpec {
    ClusterSpec(
      name: try ClusterName("orders"), arguments: ["--price", "$5 it's", "yes"], taskManagers: 2, slots: 3,
      parallelism: 4, volumes: [VolumeMount(source: "/data/in", target: "/in", writable: false)], isolated: isolated)
  }

  private func plan(_ mode: some DeploymentMode, isolated: Bool = false) throws -> Plan<DockerOperation> {
    try DockerPlanner(runID: "r", lifetime: ClusterLifetime(created: 0))
      .plan(try mode.layout(of: try spec(isolated: isolated), images: images), observed: observed)
  }

  private func file(_ mode: some DeploymentMode, isolated: Bool = false) throws -> (text: String, root: Node) {
    let text = try ComposeFile(try plan(mode, isolated: isolated), of: try ClusterName("orders")).text
    return (text, try #require(try Yams.compose(yaml: text)))
  }

  @Test func membersStartOnceTheSecretsAreMade() throws {
    let (_, root) = try file(ApplicationMode())
    let services = try #require(root["services"])
    #expect(
      services.mapping?.keys.compactMap(\.string) == ["make-secrets", "jobmanager", "taskmanager-1", "taskmanager-2"])
    #expect(services["make-secrets"]?["command"]?.array().compactMap(\.string) == ["secrets", "cluster"])
    #expect(services["make-secrets"]?["network_mode"]?.string == "none")
    for name in ["jobmanager", "taskmanager-1", "taskmanager-2"] {
      let condition = services[name]?["depends_on"]?["make-secrets"]?["condition"]?.string
      #expect(condition == "service_completed_successfully")
      #expect(services[name]?["volumes"]?.array().first?["read_only"]?.bool == true, "they only read the secrets")
    }
    #expect(services["taskmanager-2"]?["depends_on"]?["jobmanager"]?["condition"]?.string == "service_started")
    #expect(
      services["jobmanager"]?["networks"]?["cluster"]?["aliases"]?.array().compactMap(\.string)
        == ["jobmanager.drey-orders", "jobmanager"])
    #expect(services["jobmanager"]?["image"]?.string == "${DREY_JOBMANAGER_IMAGE:-drey/application:Orders}")
    #expect(services["taskmanager-1"]?["cpus"]?.float == 3)
  }

  @Test func inAJoinedNetworkNoServiceHasANameThatOthersMayHave() throws {
    var spec = try spec()
    spec.networks = ["kafka-net", "cluster"]
    let root = try #require(
      try Yams.compose(yaml: ComposeExport.file(of: try SessionMode().layout(of: spec, images: images))))
    let services = try #require(root["services"]?.mapping)
    #expect(services.keys.compactMap(\.string).filter { !$0.hasPrefix("drey-orders-") } == ["make-secrets"])
    let member = try #require(root["services"]?["drey-orders-taskmanager-2"])
    #expect(member["depends_on"]?["drey-orders-jobmanager"] != nil)
    let networks = try #require(member["networks"]?.mapping)
    #expect(networks.keys.compactMap(\.string) == ["cluster", "kafka-net", "joined-cluster"])
    #expect(member["networks"]?["kafka-net"]?["aliases"] == nil)
    #expect(root["networks"]?["kafka-net"]?["external"]?.bool == true)
    #expect(root["networks"]?["joined-cluster"]?["name"]?.string == "cluster")
    #expect(root["networks"]?["cluster"]?["external"] == nil)
  }

  @Test func everythingThatAContainerIsCreatedWithIsThere() throws {
    for node in try plan(ApplicationMode()).nodes + (try plan(SessionMode()).nodes) {
      guard case .createContainer(var spec, _) = node.operation else { continue }
      let text = ComposeService(spec: spec, image: .text(spec.image)).value { $0 }.yaml
      for key in [
        "user", "read_only", "cap_drop", "security_opt", "init", "pids_limit", "mem_limit", "memswap_limit", "cpus",
        "logging", "tmpfs", "networks", "volumes", "command", "hostname",
      ] { #expect(text.contains("\n\(key):"), "\(key)") }
      // Whoever hardens the template further has to say so in Compose's words as well.
      spec.host.clearWhatComposeCanSay()
      #expect(spec.host == HostConfig())
    }
  }

  @Test func onlyAnIsolatedClustersNetworkIsInternal() throws {
    #expect(try file(ApplicationMode(), isolated: true).root["networks"]?["cluster"]?["internal"]?.bool == true)
    let open = try file(ApplicationMode())
    #expect(open.root["networks"]?["cluster"]?["internal"] == nil)
    #expect(!open.text.contains("dev.drey."), "what carries drey's labels is removed by drey")
    #expect(!open.text.contains("10.213."), "the engine chooses the subnet")
  }

  @Test func textsStayTexts() throws {
    let (text, root) = try file(ApplicationMode())
    #expect(text.contains("'$$5 it''s'"))
    #expect(root["services"]?["jobmanager"]?["command"]?.array().suffix(1).first?.string == "yes")
    #expect(text.contains("'yes'"))
    let values: [ComposeValue] = [.text("9:9"), .text("a\n\u{7}\"b"), .text("0.5"), .text(""), .text("~"), .text("é")]
    let read = try #require(try Yams.compose(yaml: ComposeValue.list(values).yaml)?.array().compactMap(\.string))
    #expect(read == ["9:9", "a\n\u{7}\"b", "0.5", "", "~", "é"])
  }

  @Test func aJobTravelsInTheFileAndASecretDoesNot() throws {
    let (_, root) = try file(JobMode(job: Array(#"{"a":"$b"}"#.utf8)))
    let secrets = try #require(root["services"]?["make-secrets"])
    #expect(secrets["environment"]?["DREY_JOB"]?.string == #"{"a":"$$b"}"#)
    #expect(Set(secrets["command"]?.array().compactMap(\.string) ?? []) == ["secrets", "cluster", "job"])
    #expect(root["services"]?["jobmanager"]?["environment"] == nil)
    let failure = #expect(throws: Failure.self) { try file(JobMode(job: [UInt8](repeating: 32, count: 200_000))) }
    #expect(failure?.domain == .usage)
  }

  @Test func aSessionIsEnteredOnLoopbackWithATokenThatNoTaskManagerReads() throws {
    let (_, root) = try file(SessionMode())
    let services = try #require(root["services"])
    #expect(services["jobmanager"]?["ports"]?.array().compactMap(\.string) == ["127.0.0.1::8081/tcp"])
    #expect(services["jobmanager"]?["networks"]?.mapping?.keys.compactMap(\.string) == ["cluster", "rest"])
    #expect(root["volumes"]?.mapping?.keys.compactMap(\.string) == ["secrets", "rest-token", "state"])
    #expect(services["make-secrets"]?["command"]?.array().compactMap(\.string).contains("rest-token") == true)
    for name in ["taskmanager-1", "taskmanager-2"] {
      let sources = services[name]?["volumes"]?.array().compactMap { $0["source"]?.string }
      #expect(sources == ["secrets", "state", "/data/in"])
    }
  }

  @Test func namesThatStayAreReferences() {
    #expect(StableName.application("/x/WordCount") == "drey/application:WordCount")
    #expect(ClusterName.fixed(hint: "Word Count!").text == "word-count")
  }

  @Test func modeAndApplicationHaveToFit() throws {
    let spec = try spec()
    func failure(_ mode: String, _ source: ApplicationSource?) -> Failure? {
      do throws(Failure) {
        _ = try ComposeExport(mode: mode, spec: spec, source: source, environment: [:], observer: SilentObserver())
        return nil
      } catch { return error }
    }
    #expect(failure("job", .image(reference: "x"))?.domain == .usage)
    #expect(failure("application", nil)?.domain == .usage)
    #expect(failure("session", .executable(path: "x"))?.domain == .usage)
    #expect(failure("batch", nil)?.message.contains("batch") == true)
    #expect(failure("session", nil) == nil)
  }
}

struct SilentObserver: RunObserver {
  func progress(_ phase: RunPhase, _ text: String) {}
  func detail(_ phase: RunPhase, _ text: String) {}
  func event(_ event: ClusterEvent, from member: String) {}
  func records(_ bytes: [UInt8]) async throws {}
}

extension HostConfig {
  fileprivate mutating func clearWhatComposeCanSay() {
    networkMode = nil
    restartPolicy = nil
    portBindings = [:]
    readOnlyRootFilesystem = false
    droppedCapabilities = []
    securityOptions = []
    usesInit = nil
    pidsLimit = nil
    memory = nil
    memorySwap = nil
    nanoCPUs = nil
    log = nil
    extraHosts = []
    mounts = []
    tmpfs = [:]
  }
}
