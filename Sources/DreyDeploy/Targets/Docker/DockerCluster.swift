import DockerEngine
import DreyModel

/// Carries out the operations of a plan and keeps what they opened: the members' output and their ends.
actor DockerCluster {
  private let engine: DockerEngine
  private let secret = ClusterSecret()
  private let restToken = ClusterSecret()
  private var attachments: [String: LogStream] = [:]
  private var waits: [String: ContainerWait] = [:]

  init(engine: DockerEngine) { self.engine = engine }

  /// How long it pauses before it looks whether an operation whose answer got lost was carried out, and repeats it if not.
  private static let pauses: [Duration] = [.milliseconds(100), .milliseconds(400), .seconds(1), .seconds(2)]

  /// Carries an operation out, once whatever becomes of the engine's answers: see ``OperationEffect``.
  /// - Throws: what the engine answered, as a ``DreyModel/Failure`` where it can be said better.
  func perform(_ operation: DockerOperation) async throws {
    var pauses = Self.pauses[...]
    while true {
      do { return try await attempt(operation) } catch let error as DockerEngineError where Self.mayBeDone(error) {
        guard let pause = pauses.popFirst() else { throw error }
        try await Task.sleep(for: pause)
        if try await OperationEffect(operation, on: engine).isThere() { return }
      }
    }
  }

  /// Whether the operation may have been carried out in spite of an error. That something is there already, or is
  /// forbidden for that, is said to whoever asks a second time: the transport as well repeats what it lost on a connection
  /// that it had used before.
  private static func mayBeDone(_ error: DockerEngineError) -> Bool {
    error.isTransient || error.isConflict || error.status == 403
  }

  private func attempt(_ operation: DockerOperation) async throws {
    switch operation {
    case .createNetwork(let spec, let subnets): try await createNetwork(spec, subnets)
    case .createVolume(let spec): _ = try await engine.volumes.create(spec)
    case .createContainer(let spec, let name): try await createContainer(spec, name)
    case .putSecret(let container):
      try await engine.containers.uploadArchive(
        container, to: ContainerContract.Path.secrets, try secret.archive(of: ContainerContract.Path.clusterSecret))
    case .putFile(let file, let container):
      try await engine.containers.uploadArchive(container, to: ContainerContract.Path.secrets, try file.archive())
    case .putGivenSecret(let secret, let container):
      try await engine.containers.uploadArchive(
        container, to: ContainerContract.Path.givenSecrets, try secret.archive())
    case .putRestToken(let container):
      try await engine.containers.uploadArchive(
        container, to: ContainerContract.Path.restFolder, try restToken.archive(of: ContainerContract.Path.restToken))
    case .connect(let container, let network): try await engine.networks.connect(network, container: container)
    case .attach(let container): attachments[container] = try await engine.containers.attach(container)
    case .openWait(let container):
      waits[container] = try await engine.containers.openWait(container, condition: .nextExit)
    case .start(let container): try await engine.containers.start(container)
    }
  }

  /// Not every client sees the files of the engine's machine, to look itself.
  private func createContainer(_ spec: ContainerSpec, _ name: String) async throws {
    do { _ = try await engine.containers.create(spec, name: name) } catch let error as DockerEngineError
      where "\(error)".contains("bind source path does not exist")
    {
      throw Failure(
        .usage, "a volume does not exist on the engine's machine: \(error)",
        advice: "Paths in --volume are those of the machine that the engine runs on.")
    }
  }

  /// What a container writes; nil unless it was attached.
  func output(of container: String) -> LogStream? { attachments[container] }

  /// The wait for a container's end; nil unless it was opened.
  func end(of container: String) -> ContainerWait? { waits[container] }

  /// Whether a container that has just ended did so for want of memory; unknown where somebody removes it already.
  func wasStarved(_ container: String, _ exit: ContainerExit) async -> Bool {
    guard exit.statusCode == 137 else { return false }
    return (try? await engine.containers.inspect(container).state.isOutOfMemoryKilled) ?? false
  }

  /// Ends a container; one that has ended meanwhile is none to end.
  func kill(_ container: String) async throws {
    do { try await engine.containers.kill(container) } catch let error as DockerEngineError
      where error.isConflict || error.isNotFound
    {}
  }

  /// Lets a container run again that has ended, or has been removed.
  /// - Parameters:
  ///   - operations: what it was made by, in their order.
  ///   - removal: what is there while somebody removes the cluster.
  func restart(_ container: String, by operations: [DockerOperation], unless removal: ClusterRemovalNotice) async throws
  {
    let own = operations.filter { $0.container == container }
    for pause in Self.restartPauses + [nil] {
      do {
        if try await revive(container, by: own, unless: removal) { return }
      } catch let error as DockerEngineError where pause != nil && Self.mayPass(error) {}
      try await Task.sleep(for: pause ?? .zero)
    }
    throw Failure(.infrastructure, "\(container) does not stay started", advice: "Look at it: docker logs \(container)")
  }

  /// Before what may be refused only because something else is under way with the container is tried again.
  private static let restartPauses: [Duration?] = [10, 20, 50, 100, 200, 400, 800, 1600].map { .milliseconds($0) }

  private static func mayPass(_ error: DockerEngineError) -> Bool {
    error.isConflict || error.isNotFound || error.isTransient
  }

  /// - Returns: whether it runs and is followed.
  private func revive(
    _ container: String, by own: [DockerOperation], unless removal: ClusterRemovalNotice
  ) async throws -> Bool {
    let life = ContainerLife(engine: engine, container: container)
    let state = try await life.settled()
    try await removal.check(on: engine)
    switch state {
    case .gone: for operation in own { try await perform(operation) }
    case .created: for operation in own where !operation.isCreation { try await perform(operation) }
    case .ended: for operation in own where operation.isForStart { try await attempt(operation) }
    case .runs(let since):
      waits[container] = try await engine.containers.openWait(container, condition: .nextExit)
      attachments[container] = try await engine.containers.logs(container, follow: true, since: since)
      // It may have ended again before that wait began.
      return try await life.isRunning()
    }
    return true
  }

  private func createNetwork(_ spec: NetworkSpec, _ subnets: [IPv4Subnet]) async throws {
    var rest = subnets[...]
    while true {
      var attempt = spec
      attempt.subnets = rest.popFirst().map { [Subnet($0.description)] } ?? []
      do {
        _ = try await engine.networks.create(attempt)
        return
      } catch let error as DockerEngineError where Self.saysOverlap(error) && !rest.isEmpty {
        // Another client took this subnet since the engine was observed.
        continue
      }
    }
  }

  private static func saysOverlap(_ error: DockerEngineError) -> Bool {
    guard case .http(_, _, let message) = error else { return false }
    return message.contains("overlap") || message.contains("already used")
  }
}
