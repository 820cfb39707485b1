import DockerEngine
import DreyModel
import Testing

@testable import DreyDeploy

@Suite struct ModeTests {
  private let images = ClusterImages(jobManager: "application:1", taskManager: "taskmanager:1")
  private let observed = ObservedEngine(
    cpus: 2, isPodman: false, containerNames: [], networkNames: [], volumeNames: [], takenSubnets: [])

  private func spec() throws -> ClusterSpec {
    ClusterSpec(
      name: try ClusterName("orders"), arguments: ["--input", "x"], taskManagers: 2, slots: 3, parallelism: 4,
      options: Options(["heartbeat.timeout": "1000"]))
  }

  @Test func theModesDifferInWhatTheJobManagerIsToldAndInNothingElse() throws {
    let application = try ApplicationMode().layout(of: try spec(), images: images)
    let job = try JobMode(job: [1, 2]).layout(of: try spec(), images: images)
    #expect(application.mode == "application")
    #expect(job.mode == "job")
    #expect(job.taskManagers == application.taskManagers)
    #expect(job.taskManagers.map(\.name) == ["taskmanager-1", "taskmanager-2"])
    #expect(
      application.jobManager?.arguments == [
        "standalone-job", "-D", "execution.checkpointing.dir=/var/lib/drey/checkpoints", "-D",
        "execution.checkpointing.savepoint-dir=/var/lib/drey/savepoints", "-D", "heartbeat.timeout=1000", "-D",
        "high-availability.storageDir=/var/lib/drey/ha", "-D",
        "jobmanager.rpc.address=jobmanager.drey-orders", "-D", "parallelism.default=4", "--", "--input", "x",
      ])
    #expect(
      job.jobManager?.arguments == [
        "standalone-job", "-D", "execution.checkpointing.dir=/var/lib/drey/checkpoints", "-D",
        "execution.checkpointing.savepoint-dir=/var/lib/drey/savepoints", "-D", "heartbeat.timeout=1000", "-D",
        "high-availability.storageDir=/var/lib/drey/ha", "-D",
        "internal.jobgraph-path=/run/drey/secrets/job.json",
        "-D", "jobmanager.rpc.address=jobmanager.drey-orders", "-D", "parallelism.default=4", "--", "--input", "x",
      ])
    #expect(application.jobManager?.files == [])
    #expect(job.jobManager?.files == [MemberFile(path: "/run/drey/secrets/job.json", content: [1, 2])])
  }

  @Test func theJobIsThereBeforeTheJobManagerStarts() throws {
    let layout = try JobMode(job: [1, 2]).layout(of: try spec(), images: images)
    let plan = try DockerPlanner(runID: "run", lifetime: ClusterLifetime(created: 0)).plan(layout, observed: observed)
    let put = try #require(
      plan.nodes.first { if case .putFile(_, "drey-orders-jobmanager") = $0.operation { true } else { false } })
    let start = try #require(plan.nodes.first { $0.operation == .start(container: "drey-orders-jobmanager") })
    #expect(start.dependencies.contains(put.id))
    #expect(plan.description.contains("container drey-orders-jobmanager: put /run/drey/secrets/job.json"))
  }

  /// An engine makes a volume that is not there by itself; without labels nobody would find it to remove it.
  @Test func everyMountedVolumeIsLabelled() throws {
    let layout = try JobMode(job: []).layout(of: try spec(), images: images)
    let plan = try DockerPlanner(runID: "run", lifetime: ClusterLifetime(created: 0)).plan(layout, observed: observed)
    var mounted = 0
    for case .createContainer(let spec, _) in plan.nodes.map(\.operation) {
      for mount in spec.host.mounts {
        guard case .volume(_, _, let labels) = mount.kind else { continue }
        mounted += 1
        #expect(labels[Label.run] == "run" && labels[Label.cluster] == layout.name.text)
      }
    }
    #expect(mounted == 2 * layout.members.count)
  }

  /// Whatever may be shown of a container (its labels, variables, arguments) holds nothing of the job.
  @Test func theJobIsOnlyInTheFile() throws {
    let secret = Array("something nobody else says".utf8)
    let plan = try DockerPlanner(runID: "run", lifetime: ClusterLifetime(created: 0)).plan(
      try JobMode(job: secret).layout(of: try spec(), images: images), observed: observed)
    for case .createContainer(let spec, _) in plan.nodes.map(\.operation) {
      #expect(!"\(spec)".contains("something nobody"))
    }
  }

  @Test func clustersOfOneRunAreNumbered() throws {
    let name = try ClusterName("orders")
    #expect(name.numbered(1) == name)
    #expect(name.numbered(2).text == "orders-2")
    let long = try ClusterName("a" + String(repeating: "-", count: 38) + "b")
    #expect(long.numbered(12).text == "a-12")
    let full = try ClusterName(String(repeating: "x", count: 40))
    #expect(try ClusterName(full.numbered(10_000).text).text.utf8.count == 40)
  }
}
