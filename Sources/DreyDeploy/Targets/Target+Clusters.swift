import DreyModel
import JobManagerClient

// What every target can do by what it has to know.
extension Target {
  /// The clusters of one name, seldom more than one.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where there is none.
  public func find(_ name: String) async throws -> [ObservedCluster] {
    let found = try await clusters(.named(name))
    guard !found.isEmpty else {
      let failed = PostMortemArchive(environment: environment)?.newest(of: name)
      throw Failure(
        .usage, "there is no cluster '\(name)'",
        advice: (failed.map { "A run of that name failed; its post-mortem: \($0.path)\n" } ?? "")
          + "`drey list\(Self.name.option)` says which there are.")
    }
    return found
  }

  /// The client of a session's REST API.
  func sessionClient(of cluster: ObservedCluster) async throws -> JobManagerClient {
    let access = try await restAccess(of: cluster)
    return try JobManagerClient(
      endpoint: JobManagerEndpoint(host: access.host, port: access.port), token: access.token
    ) {
      guard let now = try await clusters(.run(cluster.run)).first, !now.members.isEmpty else {
        throw Failure(.infrastructure, "session \(cluster.name) is gone")
      }
      // While its JobManager is started again, nobody can say.
      guard let access = try? await restAccess(of: now) else { return nil }
      return JobManagerEndpoint(host: access.host, port: access.port)
    }
  }

  /// Removes all clusters of a name.
  /// - Throws: as ``find(_:)`` where there is none.
  public func delete(_ name: String) async throws {
    for cluster in try await find(name) { try await announceRemoval(of: cluster) }
    try await removeAll(.named(name))
  }

  /// Removes one of possibly several clusters of a name.
  public func remove(_ cluster: ObservedCluster) async throws {
    try await announceRemoval(of: cluster)
    try await removeAll(cluster.run.isEmpty ? .named(cluster.name) : .run(cluster.run))
  }

  /// Removes until nothing is found any more.
  /// - Throws: where the target keeps refusing.
  func removeAll(_ selection: ClusterSelection) async throws {
    for attempt in 1... {
      do {
        if try await removeOnce(selection) == 0 { return }
      } catch let error where attempt < 10 && error.isRefusal {
        try await Task.sleep(for: .milliseconds(100 * attempt))
      }
    }
  }
}
