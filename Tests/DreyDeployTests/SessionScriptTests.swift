import DreyModel
import FoundationEssentials
import Testing

@testable import DreyDeploy

@Suite struct SessionScriptTests {
  private func cluster(_ spec: ClusterSpec?) -> ObservedCluster {
    func member(_ name: String, _ role: MemberRole, _ state: String = "running") -> ObservedMember {
      ObservedMember(
        name: name, role: role.rawValue, container: name, containerID: name, image: "flink:\(role)",
        state: ObservedMember.State(state), labels: [:])
    }
    return ObservedCluster(
      name: "orders", run: "r", mode: "session",
      members: [
        member("jobmanager", .jobManager), member("client-1", .client, "exited"), member("taskmanager-1", .taskManager),
      ], networks: [], volumes: [], mayStay: true, spec: spec, labels: [:])
  }

  private func spec() throws -> ClusterSpec {
    var spec = ClusterSpec(name: try ClusterName("orders"), taskManagers: 1, slots: 2)
    spec.engine = ClusterEngine(.flink)
    return spec
  }

  @Test func theClientIsTheOnlyMemberAddedAndKnowsTheToken() throws {
    let layout = try cluster(spec()).clientLayout(
      image: "app:1", arguments: ["x"], parallelism: 3, isDetached: true, id: 0xAB)
    let client = try #require(layout.members.first)
    #expect(layout.members.count == 1)
    #expect(client.name == "client-ab")
    #expect(client.role == .client)
    #expect(client.isToldRestToken && client.clientPort == nil)
    #expect(client.arguments.first == "client")
    #expect(client.arguments.contains("parallelism.default=3"))
    #expect(client.arguments.contains("execution.attached=false"))
    #expect(client.arguments.suffix(2) == ["--", "x"])
    #expect(throws: Failure.self) {
      try cluster(nil).clientLayout(image: "app:1", arguments: [], parallelism: nil, isDetached: false)
    }
  }

  @Test func aClientIsNoPartOfWhatASessionIsComparedBy() throws {
    let images = ClusterImages(jobManager: "flink:jobManager", taskManager: "flink:taskManager")
    #expect(SessionConvergence.decide(try spec(), images: images, observed: [cluster(try spec())]) == .unchanged)
    #expect(cluster(try spec()).state == .running)
    #expect(cluster(try spec()).taskManagers.map(\.name) == ["taskmanager-1"])
  }

  @Test func scriptsAreToldByTheirNames() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-script-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["report.sql", "job.py", "program"] {
      #expect(FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil))
    }
    #expect(try ApplicationSource("\(folder)/report.sql") == .script(path: "\(folder)/report.sql"))
    #expect(try ApplicationSource("\(folder)/job.py") == .script(path: "\(folder)/job.py"))
    #expect(try ApplicationSource("\(folder)/program") == .executable(path: "\(folder)/program"))
  }

  @Test func scriptsAreForSessionsOfFlinkOnly() throws {
    let script = ApplicationSource.script(path: "report.sql")
    #expect(throws: Failure.self) { try script.refuseScript(in: "job") }
    #expect(throws: Never.self) { try script.check(on: ClusterEngine(.flink), JarSelection(), product: nil) }
    #expect(throws: Failure.self) { try script.check(on: ClusterEngine(), JarSelection(), product: nil) }
    #expect(throws: Failure.self) {
      try script.check(on: ClusterEngine(.flink), JarSelection(entryClass: "a.B"), product: nil)
    }
  }

  @Test func whatAClientTellsIsKept() throws {
    var report = SessionClientFollower.Report()
    let id = JobID.random()
    report.add(.jobStatusChanged(jobID: id, name: "a", status: .created, failure: nil))
    report.add(.log(level: .info, source: "x", message: "y"))
    #expect(report.jobs == [.init(id: id, name: "a")] && report.end == nil)
    report.add(.applicationEnded(ApplicationResult(status: .succeeded, jobs: [])))
    #expect(report.end?.status == .succeeded)
  }
}
