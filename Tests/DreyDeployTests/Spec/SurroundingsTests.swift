import DockerEngine
import DreyModel
import FoundationEssentials
import Testing

@testable import DreyDeploy

/// Variables, secrets and hosts that a user gives the members.
@Suite struct SurroundingsTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/surroundings-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func spec(_ change: (inout MemberSurroundings) throws -> Void) throws -> ClusterSpec {
    var spec = ClusterSpec(name: try ClusterName("orders"))
    try change(&spec.surroundings)
    return spec
  }

  private func containers(_ spec: ClusterSpec) throws -> [String: ContainerSpec] {
    let layout = try ApplicationMode().layout(
      of: spec, images: ClusterImages(jobManager: "app", taskManager: "taskmanager"))
    let observed = ObservedEngine(
      cpus: 4, isPodman: false, containerNames: [], networkNames: [], volumeNames: [], takenSubnets: [])
    let plan = try DockerPlanner(runID: "r", lifetime: ClusterLifetime(created: 0)).plan(layout, observed: observed)
    return plan.nodes.reduce(into: [:]) { all, node in
      if case .createContainer(let spec, let name) = node.operation { all[name] = spec }
    }
  }

  @Test func everyMemberHasTheVariablesAndTheHosts() throws {
    let spec = try spec {
      try $0.addVariable("LIMIT=5=6", client: [:])
      try $0.addVariable("HERE", client: ["HERE": "x y"])
      try $0.addHost("db:10.0.0.7")
      try $0.addHost("six=::1")
    }
    try spec.validate()
    for container in try containers(spec).values {
      #expect(container.environment == ["LIMIT": "5=6", "HERE": "x y"])
      #expect(container.host.extraHosts == ["db:10.0.0.7", "six:::1", "host.docker.internal:host-gateway"])
    }
  }

  @Test func anIsolatedClusterHasNoNameForTheEnginesMachine() throws {
    var spec = try spec { _ in }
    spec.isolated = true
    #expect(try containers(spec).values.allSatisfy(\.host.extraHosts.isEmpty))
  }

  @Test func aVariableThatIsNotThereIsNamed() throws {
    let failure = #expect(throws: Failure.self) { try spec { try $0.addVariable("ABSENT", client: [:]) } }
    #expect(failure?.domain == .usage && failure?.message.contains("'ABSENT'") == true)
  }

  @Test(arguments: ["DREY_ROLE=worker", "1A=x", "A B=x", "=x"])
  func whatIsNoVariableOfAUsersIsRefused(text: String) throws {
    let spec = try spec { try $0.addVariable(text, client: [:]) }
    let failure = #expect(throws: Failure.self) { try spec.validate() }
    #expect(failure?.domain == .usage)
  }

  @Test(arguments: ["db", "db:", "db:somewhere", "a b:10.0.0.1", "db:10.0.0.300"])
  func whatIsNoHostIsRefused(text: String) {
    #expect(throws: Failure.self) { try spec { try $0.addHost(text) }.validate() }
  }

  @Test func aFileOfVariablesIsReadLineByLine() throws {
    try withFolder { folder in
      let text = "\u{FEFF}# comment\r\nA=1\r\n\r\n  B=two words \r\nHERE\nC=\n"
      try Data(text.utf8).write(to: URL(filePath: folder + "/vars"))
      let spec = try spec { try $0.addVariables(file: "vars", relativeTo: folder, client: ["HERE": "h"]) }
      #expect(spec.surroundings.environment == ["A": "1", "B": "two words ", "HERE": "h", "C": ""])
      let failure = #expect(throws: Failure.self) {
        try self.spec { try $0.addVariables(file: "vars", relativeTo: folder, client: [:]) }
      }
      #expect(failure?.message.contains("/vars:5: ") == true, "\(String(describing: failure))")
    }
  }

  @Test func secretsAreFilesThatNoPlanRecordOrReportShows() throws {
    try withFolder { folder in
      let path = folder + "/key"
      try Data("s3cr3t-k3y\n".utf8).write(to: URL(filePath: path))
      let spec = try spec {
        try $0.addSecret("db-key=\(path)")
        try $0.addVariable("DB_PASSWORD=hunter22", client: [:])
      }
      try spec.validate()
      let layout = try ApplicationMode().layout(
        of: spec, images: ClusterImages(jobManager: "app", taskManager: "taskmanager"))
      let observed = ObservedEngine(
        cpus: 4, isPodman: false, containerNames: [], networkNames: [], volumeNames: [], takenSubnets: [])
      let plan = try DockerPlanner(runID: "r", lifetime: ClusterLifetime(created: 0)).plan(layout, observed: observed)
      #expect(plan.description.contains("put the secret 'db-key'"))
      let redaction = Redaction(spec)
      let report = String(
        decoding: try JSONEncoder().encode(SpecReport(spec, mode: "application", redaction: redaction)), as: UTF8.self)
      for text in [plan.description, spec.record ?? "", report, redaction.text("log: s3cr3t-k3y, hunter22")] {
        #expect(!text.contains("s3cr3t-k3y"))
      }
      #expect(!plan.description.contains("hunter22") && !report.contains("hunter22"))
      let secret = try #require(spec.surroundings.secrets.first)
      #expect(throws: Never.self) { try secret.archive() }
      for (name, container) in try containers(spec) {
        let mount = try #require(container.host.mounts.first { $0.target == "/run/secrets" })
        #expect(mount.isReadOnly == !name.hasSuffix("jobmanager"))
        #expect(container.environment["DREY_SECRETS"] == "/run/secrets")
      }
    }
  }

  @Test func aComposeFileHasSecretsOfItsOwnAndNoPasswords() throws {
    let spec = try spec {
      try $0.addSecret("db-key", file: "/keys/db")
      $0.environment = ["DB_PASSWORD": "hunter22", "LIMIT": "5"]
      try $0.addHost("db:10.0.0.7")
    }
    let layout = try SessionMode().layout(
      of: spec, images: ClusterImages(jobManager: "jobmanager", taskManager: "taskmanager"))
    let text = try ComposeExport.file(of: layout)
    #expect(text.contains("file: /keys/db") || text.contains("file: \"/keys/db\""))
    #expect(text.contains("${DB_PASSWORD:?}") && !text.contains("hunter22") && text.contains("LIMIT"))
    #expect(text.contains("db:10.0.0.7") && !text.contains("given-secrets"))
  }

  @Test func aRecordOfAnEarlierVersionHasNoSurroundings() throws {
    let plain = try spec { _ in }
    #expect(plain.record?.contains("given") == false)
    #expect(ClusterSpec(record: try #require(plain.record)) == plain)
    let given = try spec { try $0.addHost("db:10.0.0.7") }
    #expect(ClusterSpec(record: try #require(given.record)) == given)
  }

  @Test func aSpecFileSaysTheSame() throws {
    try withFolder { folder in
      try Data("A=1\nB=1\n".utf8).write(to: URL(filePath: folder + "/vars"))
      let yaml = """
        apiVersion: drey.dev/v1
        application: {source: registry/app:1}
        environment: {B: 2, PATH: }
        environmentFiles: [./vars]
        secrets: {key: ./key}
        network: {hosts: {db: 10.0.0.7}}
        """
      let given = try SpecFile(yaml: yaml, file: "s.yaml", folder: folder).cluster.surroundings
      #expect(
        given.environment["A"] == "1" && given.environment["B"] == "2" && given.environment["PATH"]?.isEmpty == false)
      #expect(given.secrets == [SecretFile(name: "key", source: folder + "/key")])
      #expect(given.hosts == [HostEntry(name: "db", address: "10.0.0.7")])
      let list = yaml.replacing("environment: {B: 2, PATH: }", with: "environment: [B=3, PATH]")
      let listed = try SpecFile(yaml: list, file: "s.yaml", folder: folder).cluster.surroundings
      #expect(listed.environment["B"] == "3")
    }
  }
}
