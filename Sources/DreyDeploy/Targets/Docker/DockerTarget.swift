import DockerEngine
import DreyModel
import JobManagerClient

/// Clusters of containers on a Docker Engine, whoever made them.
struct DockerTarget: Target {
  static let name = TargetName.docker
  static let remains = "nothing is left but the images"

  let engine: DockerEngine
  let environment: [String: String]
  /// nil: this process runs in none.
  var client: ClientContainer?

  static func connect(environment: [String: String]) async throws -> DockerTarget {
    let engine = try await DockerEngine.reached(environment: environment)
    return DockerTarget(
      engine: engine, environment: environment, client: try await ClientContainer.find(on: engine))
  }

  func close() { engine.close() }

  func check(_ spec: ClusterSpec) async throws -> [String] {
    for secret in spec.surroundings.secrets { _ = try secret.content() }
    // Of another machine's folders, or the engine's seen from inside a container, nothing can be said from here.
    guard client == nil, case .unix = engine.endpoint.address, !spec.volumes.isEmpty else { return [] }
    let users = EngineUsers(securityOptions: try await engine.system.info().securityOptions)
    return try spec.volumes.compactMap { volume in
      switch VolumeAccess.of(volume, users: users) {
      case .allowed: return nil
      case .unknown(let why): return why
      case .refused(let failure): throw failure
      }
    }
  }

  /// Engines report the kernel's words as well as Go's.
  func architecture() async throws -> String {
    switch try await engine.system.info().architecture {
    case "x86_64", "amd64": "amd64"
    case "aarch64", "arm64": "arm64"
    case let other: other
    }
  }

  func images(
    for application: BuiltApplication?, on engine: ClusterEngine, making: Bool, observer: any RunObserver
  ) async throws -> ClusterImages {
    let runtime = try RuntimeFiles.locate(environment: environment)
    let store = ImageStore(engine: self.engine, observer: observer, isDryRun: !making)
    var images = try await ClusterImageStore(store: store, runtime: runtime).images(for: application, on: engine)
    images.missing = store.missing.references
    return images
  }

  func plan(_ layout: ClusterLayout, run: String, lifetime: ClusterLifetime) async throws -> any PlannedCluster {
    let observed = try await ObservedEngine.observe(engine)
    var planner = DockerPlanner(runID: run, lifetime: lifetime)
    planner.timeZone = LocalTimeZone.name(environment: environment)
    let plan = try planner.plan(layout, observed: observed)
    return DockerPlannedCluster(engine: engine, layout: layout, operations: plan)
  }

  func planAddition(to cluster: ObservedCluster, of layout: ClusterLayout) async throws -> any PlannedCluster {
    let observed = try await ObservedEngine.observe(engine)
    let operations = DockerPlanner.planAddition(
      to: cluster, of: layout, observed: observed, timeZone: LocalTimeZone.name(environment: environment))
    return DockerPlannedCluster(engine: engine, layout: layout, operations: operations)
  }

  func remove(_ member: ObservedMember) async throws {
    do { try await engine.containers.remove(member.containerID, force: true, volumes: true) } catch let error
      as DockerEngineError where error.isNotFound
    {}
  }

  func clusters(_ selection: ClusterSelection) async throws -> [ObservedCluster] {
    async let containers = engine.containers.list(selection.filter, all: true)
    async let networks = engine.networks.list(selection.filter)
    async let volumes = engine.volumes.list(selection.filter)
    return ClusterAggregation(
      containers: try await containers, networks: try await networks, volumes: try await volumes
    ).clusters
  }

  func inspect(_ cluster: ObservedCluster) async throws -> ObservedCluster {
    var cluster = cluster
    for index in cluster.members.indices {
      do {
        let container = try await engine.containers.inspect(cluster.members[index].containerID)
        cluster.members[index].details = ObservedMember.Details(container)
      } catch let error as DockerEngineError where error.isNotFound {
        // It went since it was listed.
        continue
      }
    }
    return cluster
  }

  func output(of member: ObservedMember, follow: Bool, tail: Int?) async throws -> MemberOutput {
    // Podman answers a request for what comes from here on only when something comes.
    if engine.ping.isPodman, follow, tail == 0 {
      return MemberOutput(try await engine.containers.attach(member.containerID))
    }
    return MemberOutput(try await engine.containers.logs(member.containerID, follow: follow, tail: tail))
  }

  func kill(_ member: ObservedMember) async throws {
    do { try await engine.containers.kill(member.containerID) } catch let error as DockerEngineError
      where error.isConflict || error.isNotFound
    {}
  }

  /// An engine that is restarted heeds no earlier kill, only the restart policy.
  func retire(_ member: ObservedMember) async throws {
    do { try await engine.containers.update(member.containerID, ContainerUpdate(restartPolicy: .no)) } catch let error
      as DockerEngineError where error.isNotFound || error.isConflict || engine.ping.isPodman
    {}
    try await kill(member)
  }

  func restart(_ member: ObservedMember, of cluster: ObservedCluster) async throws {
    try await ClusterRemovalNotice(cluster: try ClusterName(cluster.name)).check(on: engine)
    try await engine.containers.start(member.containerID)
  }

  func awaitEnd(ofAnyOf members: [ObservedMember]) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      for member in members {
        group.addTask {
          do { _ = try await engine.containers.wait(member.containerID) } catch let error as DockerEngineError
            where error.isNotFound
          {}
        }
      }
      try await group.next()
    }
  }

  func begin(_ fault: Fault, on member: ObservedMember, of cluster: ObservedCluster) async throws -> Undo? {
    try await DockerFault(engine: engine, container: member.containerID).begin(fault, in: cluster)
  }

  func probe(_ addresses: [ProbeAddress], from member: ObservedMember) async throws -> [ProbeResult] {
    try await DockerProbe(engine: engine).run(addresses, from: member)
  }

  func restAccess(of cluster: ObservedCluster) async throws -> RestAccess {
    try await DockerRestAccess(engine: engine, client: client).restAccess(of: cluster)
  }

  func jobManagerClient(of cluster: ObservedCluster) async throws -> JobManagerClient {
    guard cluster.mode != SessionMode.name else { return try await sessionClient(of: cluster) }
    return try await DockerRestExchange(engine: engine).client(of: cluster)
  }

  /// What carries no name of a cluster has nobody who guards it.
  func announceRemoval(of cluster: ObservedCluster) async throws {
    guard !cluster.members.isEmpty, let name = try? ClusterName(cluster.name) else { return }
    let labels = cluster.labels.filter { [Label.cluster, Label.run].contains($0.key) }
    try await ClusterRemovalNotice(cluster: name, labels: labels).leave(on: engine)
  }

  func removeOnce(_ selection: ClusterSelection) async throws -> Int {
    try await ClusterRemoval(engine: engine, filter: selection.filter).removeOnce()
  }

  func events(of layout: ClusterLayout, run: String, since created: Int) async throws -> String {
    try await EngineEventReport(of: layout, run: run).text(from: engine, since: created)
  }
}

extension ClusterSelection {
  /// By labels, which are the record.
  var filter: EngineFilters {
    switch self {
    case .all: .label(Label.cluster)
    case .named(let name): .label(Label.cluster, name)
    case .run(let run): .label(Label.run, run)
    }
  }
}

extension MemberOutput {
  init(_ stream: LogStream) {
    self.init {
      var chunks = stream.makeAsyncIterator()
      return AsyncIterator {
        try await chunks.next().map { OutputChunk($0.source == .stdout ? .stdout : .stderr, $0.bytes) }
      }
    }
  }
}

extension DockerEngineError: FailureConvertible {
  var failure: Failure {
    Failure(.infrastructure, "\(self)", advice: "`drey doctor` says whether the engine is well.")
  }

  var isRefusal: Bool { status != nil || isTransient }
}
