import DockerEngine
import DreyModel

/// The clusters on a Docker Engine, whoever made them: to look at and to remove.
public struct DockerClusters: Sendable {
  let engine: DockerEngine

  init(engine: DockerEngine) { self.engine = engine }

  /// Connects to the engine for the length of `body`.
  /// - Throws: what `body` throws; errors of the engine as a ``DreyModel/Failure``.
  public static func withEngine<R>(
    environment: [String: String], _ body: (DockerClusters) async throws -> R
  ) async throws -> R {
    let engine = try await DockerEngine.reached(environment: environment)
    defer { engine.close() }
    do { return try await body(DockerClusters(engine: engine)) } catch let error as DockerEngineError {
      throw Failure(ofRun: error)
    }
  }

  /// All clusters, by name.
  public func list() async throws -> [ObservedCluster] { try await list(EngineFilters.label(Label.cluster)) }

  /// The clusters of one name, seldom more than one.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where there is none.
  public func find(_ name: String) async throws -> [ObservedCluster] {
    let found = try await list(EngineFilters.label(Label.cluster, name))
    guard !found.isEmpty else {
      throw Failure(.usage, "there is no cluster '\(name)'", advice: "`drey list` says which there are.")
    }
    return found
  }

  /// A cluster as ``find(_:)`` finds it, with a closer look at each member.
  public func inspect(_ cluster: ObservedCluster) async throws -> ObservedCluster {
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

  /// Removes everything that is labelled as the cluster's.
  /// - Throws: as ``find(_:)`` where there is nothing.
  public func delete(_ name: String) async throws {
    _ = try await find(name)
    try await ClusterRemoval(engine: engine, label: Label.cluster, value: name).removeAll()
  }

  /// Removes one of possibly several clusters of a name.
  public func remove(_ cluster: ObservedCluster) async throws {
    let label = cluster.run.isEmpty ? (Label.cluster, cluster.name) : (Label.run, cluster.run)
    try await ClusterRemoval(engine: engine, label: label.0, value: label.1).removeAll()
  }

  func list(_ filter: EngineFilters) async throws -> [ObservedCluster] {
    async let containers = engine.containers.list(filter, all: true)
    async let networks = engine.networks.list(filter)
    async let volumes = engine.volumes.list(filter)
    return ClusterAggregation(
      containers: try await containers, networks: try await networks, volumes: try await volumes
    ).clusters
  }
}
