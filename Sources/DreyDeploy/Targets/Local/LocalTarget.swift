import DreyModel
import Glibc
import JobManagerClient

/// Clusters of processes on this machine, on its loopback addresses. Needs no engine.
struct LocalTarget: Target {
  static let name = TargetName.local
  static let remains = "nothing is left"

  let root: StateFolder
  let environment: [String: String]
  /// What becomes the supervisor of members that outlive their client: drey.
  var executable = "/proc/self/exe"

  static func connect(environment: [String: String]) throws(Failure) -> LocalTarget {
    LocalTarget(root: try StateFolder.locate(environment: environment), environment: environment)
  }

  func close() {}

  func check(_ spec: ClusterSpec) throws(Failure) { try LocalLimits.check(spec) }

  func architecture() async throws -> String { ExecutableFile.hostArchitecture }

  func images(
    for application: BuiltApplication?, on engine: ClusterEngine, observer: any RunObserver
  ) async throws -> ClusterImages {
    let images = try LocalExecutables(runtime: try RuntimeFiles.locate(environment: environment))
      .images(for: application)
    observer.detail(.images, "\(images.jobManager), \(images.taskManager)")
    return images
  }

  func plan(_ layout: ClusterLayout, run: String, lifetime: ClusterLifetime) async throws -> any PlannedCluster {
    let plan = try LocalPlanner(root: root, run: run, lifetime: lifetime).plan(layout, existing: try root.clusters())
    let folder = ClusterFolder(name: layout.name, run: run, in: root)
    let cluster = LocalCluster(
      root: root, folder: folder, isDetached: lifetime.client == nil, environment: environment,
      executable: executable)
    return LocalPlannedCluster(layout: layout, operations: plan, cluster: cluster, target: self, folder: folder)
  }

  func planAddition(to cluster: ObservedCluster, of layout: ClusterLayout) async throws -> any PlannedCluster {
    guard let folder = ClusterFolder(of: cluster, in: root) else {
      throw Failure(.usage, "there is no cluster '\(cluster.name)' on this machine")
    }
    let operations = LocalPlanner.planAddition(to: cluster, of: layout)
    // What is added outlives this process, as the cluster does.
    let local = LocalCluster(
      root: root, folder: folder, isDetached: true, environment: environment, executable: executable)
    return LocalPlannedCluster(layout: layout, operations: operations, cluster: local, target: self, folder: folder)
  }

  func remove(_ member: ObservedMember) async throws {
    let folder = MemberFolder(path: member.container)
    try await kill(folder)
    guard let cluster = ClusterFolder(path: folder.clusterPath, in: root) else { return }
    try await ClusterCreation(root: root).change(cluster) { $0.removeAll { $0.name == member.name } }
  }

  func clusters(_ selection: ClusterSelection) async throws -> [ObservedCluster] {
    LocalObservation(folders: try root.clusters(), processes: ProcessTable.processes(below: root)).clusters(selection)
  }

  func inspect(_ cluster: ObservedCluster) async throws -> ObservedCluster {
    var cluster = cluster
    for index in cluster.members.indices {
      cluster.members[index].details = ObservedMember.Details(
        MemberState(of: MemberFolder(path: cluster.members[index].container)))
    }
    return cluster
  }

  func output(of member: ObservedMember, follow: Bool, tail: Int?) async throws -> MemberOutput {
    MemberOutput(MemberFolder(path: member.container), following: follow, tail: tail)
  }

  func kill(_ member: ObservedMember) async throws { try await kill(MemberFolder(path: member.container)) }

  /// Ends a member's processes; returns once that is noted.
  func kill(_ member: MemberFolder) async throws {
    let ended = await ProcessTable.end(below: root) { process in
      process.member.map { process.cluster.member($0) == member } ?? false
    }
    guard ended.left == 0 else {
      throw Failure(.infrastructure, "\(ended.left) processes of \(member.path) do not end")
    }
    let deadline = ContinuousClock.now + .seconds(2)
    while !MemberState(of: member).hasEnded, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  func probe(_ addresses: [ProbeAddress], from member: ObservedMember) async throws -> [ProbeResult] {
    throw Failure(
      .usage, "a local cluster has no network to verify: every process of this machine reaches its ports on loopback")
  }

  func restAccess(of cluster: ObservedCluster) async throws -> RestAccess {
    try LocalRestAccess.of(cluster)
  }

  func jobManagerClient(of cluster: ObservedCluster) async throws -> JobManagerClient {
    guard cluster.mode != SessionMode.name else { return try await sessionClient(of: cluster) }
    return try LocalRestSocket.client(of: cluster)
  }

  func removeOnce(_ selection: ClusterSelection) async throws -> Int {
    try await LocalRemoval(root: root).removeOnce(selection)
  }

  func events(of layout: ClusterLayout, run: String, since created: Int) async throws -> String {
    let folder = ClusterFolder(name: layout.name, run: run, in: root)
    return ProcessEventReport.text(layout.members.map { ($0.name, MemberState(of: folder.member($0.name))) })
  }
}
