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
    case .createContainer(let spec, let name): _ = try await engine.containers.create(spec, name: name)
    case .putSecret(let container):
      try await engine.containers.uploadArchive(
        container, to: ContainerContract.Path.secrets, try secret.archive(of: ContainerContract.Path.clusterSecret))
    case .putFile(let file, let container):
      try await engine.containers.uploadArchive(container, to: ContainerContract.Path.secrets, try file.archive())
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

  /// What a container writes; nil unless it was attached.
  func output(of container: String) -> LogStream? { attachments[container] }

  /// The wait for a container's end; nil unless it was opened.
  func end(of container: String) -> ContainerWait? { waits[container] }

  /// Ends a container; one that has ended meanwhile is none to end.
  func kill(_ container: String) async throws {
    do { try await engine.containers.kill(container) } catch let error as DockerEngineError
      where error.isConflict || error.isNotFound
    {}
  }

  /// Starts a container again that has ended.
  /// - Parameter operations: what it was made by, in their order.
  func restart(_ container: String, by operations: [DockerOperation]) async throws {
    let own = operations.filter { $0.container == container }
    let isThere = try await exists(container)
    for operation in own where !isThere || operation.isForStart { try await attempt(operation) }
  }

  private func exists(_ container: String) async throws -> Bool {
    do {
      _ = try await engine.containers.inspect(container)
      return true
    } catch let error as DockerEngineError where error.isNotFound {
      return false
    }
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
