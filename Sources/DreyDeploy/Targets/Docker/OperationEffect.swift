import DockerEngine

/// What an engine holds once it has carried an operation out, for whoever did not hear its answer.
///
/// Names are unique to a cluster and labels to a run, so what has the name and the run's label was made by this
/// operation. Operations without a lasting effect of their own may be repeated as they are.
struct OperationEffect: Sendable {
  let operation: DockerOperation
  let engine: DockerEngine

  init(_ operation: DockerOperation, on engine: DockerEngine) {
    self.operation = operation
    self.engine = engine
  }

  /// Whether the operation has been carried out and must not be repeated.
  func isThere() async throws -> Bool {
    do {
      switch operation {
      case .createNetwork(let spec, _):
        return try await engine.networks.inspect(spec.name).labels[Label.run] == spec.labels[Label.run]
      case .createContainer(let spec, let name):
        return try await engine.containers.inspect(name).config.labels[Label.run] == spec.labels[Label.run]
      case .connect(let container, let network):
        return try await engine.containers.inspect(container).networks.keys.contains(network)
      case .start(let container):
        // One that has already ended must not run a second time.
        let state = try await engine.containers.inspect(container).state
        return state.status != .created && state.error.isEmpty
      // A volume of that name is returned by a second creation; files are the same; a second reader or waiter is none
      // where the first one's connection broke.
      case .createVolume, .putSecret, .putFile, .putGivenSecret, .putRestToken, .attach, .openWait: return false
      }
    } catch let error as DockerEngineError where error.isNotFound {
      return false
    }
  }
}
