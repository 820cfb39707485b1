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
    async let networks = engine.networks.list(filter).map(\.id)
    async let volumes = engine.volumes.list(filter).map(\.name)
    let (networkIDs, volumeNames) = try await (networks, volumes)
    async let network: Void = Self.each(networkIDs) { try await engine.networks.remove($0) }
    async let volume: Void = Self.each(volumeNames) { try await engine.volumes.remove($0, force: true) }
    _ = try await (network, volume)
    return containers.count + networkIDs.count + volumeNames.count
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
