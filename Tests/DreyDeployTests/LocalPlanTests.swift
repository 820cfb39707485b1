import DreyModel
import Glibc
import Testing

@testable import DreyDeploy

@Suite struct LocalPlanTests {
  private let root = StateFolder(path: "/state")
  private let images = ClusterImages(jobManager: "/jm", taskManager: "/tm", application: "/apps/Orders")

  private func spec() throws -> ClusterSpec {
    ClusterSpec(name: try ClusterName("orders"), arguments: ["--input", "-D", "x"], taskManagers: 2, slots: 3)
  }

  private func folder() throws -> ClusterFolder { ClusterFolder(name: try ClusterName("orders"), run: "r", in: root) }

  private func plan(_ layout: ClusterLayout, existing: [ClusterFolder] = []) throws -> Plan<LocalOperation> {
    try LocalPlanner(root: root, run: "r", lifetime: ClusterLifetime(created: 5)).plan(layout, existing: existing)
  }

  @Test func taskManagersStartOnceThePortsAreKnown() throws {
    let text = try plan(try ApplicationMode().layout(of: spec(), images: images)).description.split(separator: "\n")
    #expect(
      text.map { $0.prefix { $0 != "(" } } == [
        "[] -> #1 folder /state/orders.r: create ", "[1] -> #2 folder secrets: put the cluster's secret ",
        "[1] -> #3 folder usrlib: copy /apps/Orders ", "[2,3] -> #4 process jobmanager: start /jm ",
        "[4] -> #5 process jobmanager: await its ports ", "[2,5] -> #6 process taskmanager-1: start /tm ",
        "[2,5] -> #7 process taskmanager-2: start /tm ",
      ])
  }

  @Test func aSessionsJobManagerGetsATokenAndNoApplication() throws {
    let plan = try plan(try SessionMode().layout(of: spec(), images: images))
    let operations = plan.nodes.map(\.operation)
    #expect(operations.contains(.putRestToken(member: "jobmanager")))
    #expect(!operations.contains { if case .putApplication = $0 { true } else { false } })
  }

  @Test func theJobIsPutBeforeTheJobManagerStarts() throws {
    let plan = try plan(try JobMode(job: [1]).layout(of: spec(), images: images))
    let put = try #require(plan.nodes.first { if case .putFile = $0.operation { true } else { false } })
    let start = try #require(plan.nodes.first { if case .start = $0.operation { true } else { false } })
    #expect(start.dependencies.contains(put.id))
  }

  @Test func aTakenNameIsRefused() throws {
    let layout = try ApplicationMode().layout(of: try spec(), images: images)
    let other = ClusterFolder(name: layout.name, run: "other", in: root)
    let failure = try #require(throws: Failure.self) { try plan(layout, existing: [other]) }
    #expect(failure.domain == .usage && failure.message.contains("/state/orders.other"))
    // What is only being made has not taken the name yet.
    #expect(throws: Never.self) { try plan(layout, existing: [other.prepared]) }
  }

  @Test func theRecordSaysWhatLabelsSay() throws {
    var record = ClusterRecord(
      try ApplicationMode().layout(of: try spec(), images: images), run: "r",
      lifetime: ClusterLifetime(created: 5, expires: 9, mayStay: true))
    let text = record.labels.removeValue(forKey: Label.spec)
    #expect(ClusterSpec(record: try #require(text)) == (try spec()))
    #expect(
      record.labels == [
        Label.cluster: "orders", Label.mode: "application", Label.run: "r", Label.created: "5", Label.expires: "9",
        Label.mayStay: "true",
      ])
    #expect(record.members.map(\.slots) == [1, 3, 3])
  }

  @Test func membersGetThisMachinesAddressesAndPaths() throws {
    let layout = try JobMode(job: [1]).layout(of: try spec(), images: images)
    let environment = ["PATH": "/bin", "AWS_SECRET": "x"]
    let jobManager = MemberLaunch(layout.members[0], in: try folder(), ports: nil, environment: environment)
    #expect(
      jobManager.arguments == [
        "standalone-job", "-D", "blob.server.port=0", "-D",
        "execution.checkpointing.dir=/state/orders.r/state/checkpoints",
        "-D", "execution.checkpointing.savepoint-dir=/state/orders.r/state/savepoints", "-D",
        "high-availability.storageDir=/state/orders.r/state/ha", "-D",
        "internal.jobgraph-path=/state/orders.r/secrets/job.json",
        "-D", "jobmanager.bind-host=127.0.0.1", "-D", "jobmanager.exits-with-zero=true", "-D",
        "jobmanager.rpc.address=127.0.0.1", "-D", "jobmanager.rpc.port=0", "-D",
        "parallelism.default=1", "--",
        "--input", "-D", "x",
      ])
    #expect(jobManager.environment["PATH"] == "/bin" && jobManager.environment["AWS_SECRET"] == nil)
    #expect(jobManager.environment["DREY_USRLIB"] == "/state/orders.r/usrlib")
    #expect(jobManager.environment["DREY_REST_TOKEN_FILE"] == nil)
    #expect(jobManager.environment["DREY_LOCAL_CLUSTER"] == "/state/orders.r")

    let ports = MemberPorts(rpc: 7, blob: 8, rest: nil)
    let taskManager = MemberLaunch(layout.members[2], in: try folder(), ports: ports, environment: environment)
    #expect(
      taskManager.arguments == [
        "taskmanager", "-D", "blob.server.port=8", "-D", "jobmanager.rpc.address=127.0.0.1", "-D",
        "jobmanager.rpc.port=7", "-D", "taskmanager.bind-host=127.0.0.1", "-D", "taskmanager.host=127.0.0.1", "-D",
        "taskmanager.numberOfTaskSlots=3", "-D", "taskmanager.resource-id=taskmanager-2",
      ])
    #expect(taskManager.environment["DREY_SCRATCH"] == "/state/orders.r/taskmanager-2/scratch")
    #expect(taskManager.environment["DREY_LOCAL_MEMBER"] == "taskmanager-2")
  }

  @Test func aJobManagerThatIsStartedAgainTakesThePortsItHad() throws {
    let layout = try SessionMode().layout(of: try spec(), images: images)
    let ports = MemberPorts(rpc: 7, blob: 8, rest: 9)
    var launch = MemberLaunch(layout.members[0], in: try folder(), ports: nil, environment: [:])
    launch.keep(ports)
    #expect(launch == MemberLaunch(layout.members[0], in: try folder(), ports: ports, environment: [:]))
    #expect(launch.arguments.contains("rest.port=9") && launch.arguments.contains("jobmanager.rpc.port=7"))
  }

  @Test func aSessionIsEnteredByLoopbackAtAFreePort() throws {
    let layout = try SessionMode().layout(of: try spec(), images: images)
    let launch = MemberLaunch(layout.members[0], in: try folder(), ports: nil, environment: [:])
    #expect(launch.arguments.contains("rest.port=0") && launch.arguments.contains("rest.bind-address=127.0.0.1"))
    #expect(launch.environment["DREY_REST_TOKEN_FILE"] == "/state/orders.r/jobmanager/rest-token")
  }

  @Test func portsAreKnownOnceAllWereReported() {
    var found = FoundPorts()
    found.add(.log(level: .info, source: "a", message: "b"))
    #expect(found.ports(withRest: false) == nil)
    found.add(.listening(port: 1, blobPort: 2))
    #expect(found.ports(withRest: false) == MemberPorts(rpc: 1, blob: 2, rest: nil))
    #expect(found.ports(withRest: true) == nil)
    found.add(.restListening(port: 3))
    #expect(found.ports(withRest: true) == MemberPorts(rpc: 1, blob: 2, rest: 3))
  }

  @Test func whatProcessesCannotDoIsRefused() throws {
    var isolated = try spec()
    isolated.isolated = true
    #expect(throws: Failure.self) { try LocalLimits.check(isolated) }
    var joined = try spec()
    joined.networks = ["kafka"]
    #expect(throws: Failure.self) { try LocalLimits.check(joined) }
    func check(_ source: String, _ target: String) throws {
      var spec = try spec()
      spec.volumes = [VolumeMount(source: source, target: target, writable: false)]
      try LocalLimits.check(spec)
    }
    #expect(throws: Never.self) { try check("/etc/./passwd", "/etc/passwd") }
    #expect(throws: Failure.self) { try check("/etc/passwd", "/data/passwd") }
    #expect(throws: Failure.self) { try check("/no/such", "/no/such") }
  }
}
