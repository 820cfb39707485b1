import DockerEngine

/// Removes everything on an engine that carries certain labels. Doing it twice is harmless.
struct ClusterRemoval: Sendable {
  let engine: DockerEngine
  let filter: EngineFilters

  /// Removes what there is now: containers, then the networks and volumes they used.
  /// - Returns: how many things were found.
  func removeOnce() async throws -> Int {
    let containers = try await engine.containers.list(filter, all: true).map(\.id)
    try await Self.each(containers) { try await engine.containers.remove($0, force: true, volumes: true) }
    try await dismissGuests()
    async let networks = engine.networks.list(filter).map(\.id)
    async let volumes = engine.volumes.list(filter).map(\.name)
    let (networkIDs, volumeNames) = try await (networks, volumes)
    async let network: Void = Self.each(networkIDs) { try await engine.networks.remove($0) }
    async let volume: Void = Self.each(volumeNames) { try await engine.volumes.remove($0, force: true) }
    _ = try await (network, volume)
    return containers.count + networkIDs.count + volumeNames.count
  }

  /// Takes containers out of the clusters' networks that are none of theirs: a client in a container joins the network that
  /// sessions are entered by (``ClientContainer``), and one that has ended could not be started again without it.
  private func dismissGuests() async throws {
    let entrances = try await engine.networks.list(filter).filter { $0.name.hasSuffix(DockerNames.entrance) }
    for network in entrances {
      let guests = try await engine.containers.list(["network": [network.id]], all: true).map(\.id)
      try await Self.each(guests) { try await engine.networks.disconnect(network.id, container: $0, force: true) }
    }
  }

  /// All at once; what is gone already, or is just being removed by somebody else, counts as done.
  private static func each(_ things: [String], _ remove: @escaping @Sendable (String) async throws -> Void) async throws
  {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for thing in things {
        group.addTask {
          do { try await remove(thing) } catch let error as DockerEngineError where error.isNotFound || error.isConflict
          {}
        }
      }
      try await group.waitForAll()
    }
  }
}
