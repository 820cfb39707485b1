import DockerEngine
import DreyModel
import Testing

@testable import DreyDeploy

/// What a cluster needs to outlive the death of its members: a volume for state, and an engine that starts them again.
@Suite struct StateVolumeTests {
  private let observed = ObservedEngine(
    cpus: 2, isPodman: false, containerNames: [], networkNames: [], volumeNames: [], takenSubnets: [])

  private func containers(
    _ mode: some DeploymentMode, engine: ClusterEngine = ClusterEngine(), options: Options = Options()
  ) throws -> [String: ContainerSpec] {
    let spec = ClusterSpec(name: try ClusterName("orders"), engine: engine, taskManagers: 2, options: options)
    let layout = try mode.layout(of: spec, images: ClusterImages(jobManager: "jm:1", taskManager: "tm:1"))
    let plan = try DockerPlanner(runID: "r", lifetime: ClusterLifetime(created: 0)).plan(layout, observed: observed)
    return plan.nodes.reduce(into: [:]) { specs, node in
      if case .createContainer(let spec, let name) = node.operation { specs[name] = spec }
    }
  }

  @Test func allMembersMayWriteToTheStatesVolume() throws {
    for spec in try containers(ApplicationMode()).values {
      let mount = try #require(spec.host.mounts.first { $0.target == ContainerContract.Path.state })
      #expect(!mount.isReadOnly)
      guard case .volume("drey-orders-state", _, _) = mount.kind else {
        Issue.record("\(mount)")
        continue
      }
    }
    for spec in try containers(ApplicationMode(), engine: ClusterEngine(.flink)).values {
      #expect(!spec.host.mounts.contains { $0.target == ContainerContract.Path.state })
    }
  }

  @Test func whereStateIsKeptMayBeGiven() throws {
    let options = Options([OptionKey.checkpointFolder.rawValue: "/data/checkpoints"])
    let command = try containers(SessionMode(), options: options)["drey-orders-jobmanager"]?.command
    #expect(command?.contains("execution.checkpointing.dir=/data/checkpoints") == true)
    #expect(command?.contains("high-availability.storageDir=/var/lib/drey/ha") == true)
  }

  /// A JobManager whose application failed has ended as it should.
  @Test func theEngineStartsMembersAgainThatFail() throws {
    for spec in try containers(ApplicationMode()).values {
      #expect(spec.host.restartPolicy?.name == "on-failure" && (spec.host.restartPolicy?.maximumRetries ?? 0) > 0)
      #expect(spec.command?.contains("jobmanager.exits-with-zero=true") == true, "told to stop, it has not failed")
    }
    #expect(try containers(SessionMode()).values.allSatisfy { $0.host.restartPolicy != nil })
    #expect(
      try containers(ApplicationMode(), engine: ClusterEngine(.flink)).values.allSatisfy {
        $0.host.restartPolicy == nil
      })
  }

  @Test func timesOfTheEngineAreRead() {
    #expect(ContainerLife.seconds(ofTime: "2026-11-25T15:38:01.25Z") == 1_795_621_081.25)
    #expect(ContainerLife.seconds(ofTime: "2026-11-25T16:38:01.5+01:00") == 1_795_621_081.5)
    #expect(ContainerLife.seconds(ofTime: "0001-01-01T00:00:00Z") == nil)
    #expect(ContainerLife.seconds(ofTime: "") == nil)
  }

  @Test func faultsBefallWhoIsMeant() {
    let members = ["jobmanager", "taskmanager-1", "taskmanager-2"].map { name in
      ObservedMember(
        name: name, role: name == "jobmanager" ? name : "taskmanager", container: name, containerID: name, image: "i",
        state: .init("running"), labels: [:])
    }
    #expect(Chaos.choose(.jobManager, among: members)?.name == "jobmanager")
    #expect(Chaos.choose(.taskManager(2), among: members)?.name == "taskmanager-2")
    #expect(Chaos.choose(.taskManager(3), among: members) == nil)
    #expect(Chaos.choose(.named("client"), among: members) == nil)
    #expect(Chaos.choose(.anyTaskManager, among: members)?.role == "taskmanager")
    #expect(Chaos.choose(.anyTaskManager, among: []) == nil)
  }

  @Test func aSessionsMemberIsStartedAgainAFewTimesAMinute() {
    var budget = RestartBudget()
    let now = ContinuousClock.now
    let spent = (0..<20).map { _ in budget.spend(at: now) }
    #expect(spent.count { $0 } == 8)
    let isLeft = budget.spend(at: now + .seconds(61))
    #expect(isLeft)
  }
}
