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

  func check(_ spec: ClusterSpec) throws(Failure) -> [String] {
    try LocalLimits.check(spec)
    return []
  }

  func architecture() async throws -> String { ExecutableFile.hostArchitecture }

  func images(
    for application: BuiltApplication?, on engine: ClusterEngine, making: Bool, observer: any RunObserver
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

  func retire(_ member: ObservedMember) async throws { try await kill(member) }

  func kill(_ member: ObservedMember) async throws { try await kill(MemberFolder(path: member.container)) }

  /// Ends a member's processes; returns once that is noted.
  func kill(_ member: MemberFolder) async throws {
    let ended = await ProcessTable.end(below: root) { process in
      process.isOf(member)
    }
    guard ended.left == 0 else {
      throw Failure(.infrastructure, "\(ended.left) processes of \(member.path) do not end")
    }
    let deadline = ContinuousClock.now + .seconds(2)
    while !MemberState(of: member).hasEnded, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  func restart(_ member: ObservedMember, of cluster: ObservedCluster) async throws {
    let member = MemberFolder(path: member.container)
    guard let folder = ClusterFolder(of: cluster, in: root), access(folder.removal, F_OK) != 0,
      var launch = PrivateFile.read(MemberLaunch.self, from: member.launch)
    else { throw Failure(.infrastructure, "cluster \(cluster.name) is being removed by somebody else") }
    if let ports = PrivateFile.read(MemberPorts.self, from: member.ports) { launch.keep(ports) }
    try MemberLife.begin(in: member)
    try await SupervisorProcess.start(executable, launch, of: member.name, in: folder)
  }

  func awaitEnd(ofAnyOf members: [ObservedMember]) async throws {
    let folders = members.map { MemberFolder(path: $0.container) }
    while !folders.contains(where: { MemberState(of: $0).hasEnded || access($0.path, F_OK) != 0 }) {
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  func begin(_ fault: Fault, on member: ObservedMember, of cluster: ObservedCluster) async throws -> Undo? {
    switch fault {
    case .kill(let signal), .killProcess(let signal):
      guard let number = SignalNumber.of(signal) else { throw Failure(.usage, "unknown signal '\(signal)'") }
      send(number, to: member)
      return nil
    case .pause:
      send(SIGSTOP, to: member)
      return { send(SIGCONT, to: member) }
    case .partition, .slow:
      throw Failure(
        .usage, "a member of a local cluster cannot be cut off or slowed down: it is a process of this machine",
        advice: "Use kill-taskmanager, kill-jobmanager or pause, or a cluster of --target docker.")
    }
  }

  /// To all processes of a member.
  private func send(_ number: Int32, to member: ObservedMember) {
    for process in ProcessTable.processes(below: root) where process.isOf(MemberFolder(path: member.container)) {
      Glibc.kill(process.id, number)
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

  func announceRemoval(of cluster: ObservedCluster) async throws {
    guard let folder = ClusterFolder(of: cluster, in: root), access(folder.path, W_OK) == 0 else { return }
    try PrivateFile.write([], to: folder.removal)
  }

  func removeOnce(_ selection: ClusterSelection) async throws -> Int {
    try await LocalRemoval(root: root).removeOnce(selection)
  }

  func events(of layout: ClusterLayout, run: String, since created: Int) async throws -> String {
    let folder = ClusterFolder(name: layout.name, run: run, in: root)
    let members = layout.members.map { ($0.name, folder.member($0.name)) }
    return ProcessEventReport.text(
      members.map { ($0, MemberState(of: $1)) }, earlier: members.map { ($0, MemberLife.earlier(of: $1)) })
  }
}
