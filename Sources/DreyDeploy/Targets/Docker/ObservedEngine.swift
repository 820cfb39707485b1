import DockerEngine

/// What an engine holds and offers, as far as planning depends on it.
public struct ObservedEngine: Sendable, Equatable {
  public var cpus: Int
  public var isPodman: Bool
  public var containerNames: Set<String>
  public var networkNames: Set<String>
  /// Those networks that belong to clusters, with the clusters' names.
  public var clusterNetworks: [String: String] = [:]
  public var volumeNames: Set<String>
  /// Subnets of the engine's networks and networks that this machine has routes to.
  public var takenSubnets: [IPv4Subnet]

  /// Asks the engine, and the kernel for the routes.
  static func observe(_ engine: DockerEngine) async throws -> ObservedEngine {
    async let info = engine.system.info()
    async let containers = engine.containers.list(all: true)
    async let networks = engine.networks.list()
    async let volumes = engine.volumes.list()
    return ObservedEngine(
      cpus: try await info.cpus, isPodman: engine.ping.isPodman,
      containerNames: Set(
        try await containers.flatMap(\.names).map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }),
      networkNames: Set(try await networks.map(\.name)),
      clusterNetworks: try await networks.reduce(into: [:]) { $0[$1.name] = $1.labels[Label.cluster] },
      volumeNames: Set(try await volumes.map(\.name)),
      takenSubnets: try await networks.flatMap(\.subnets).compactMap { IPv4Subnet($0.subnet) } + HostRoutes.current())
  }
}
