/// Decides which clusters `drey gc` removes. Pure; removing twice what it says is harmless.
///
/// A cluster goes when it has expired, or when it is an orphan: the process that answered for it is known to have ended
/// without it. Where that process lives, or cannot be known because it runs on another machine, it is no orphan. What
/// may stay after its end is an orphan only while a part of it runs: whoever keeps a cluster stops it first.
public struct GarbageCollection: Sendable {
  /// Why a cluster is removed.
  public enum Cause: Sendable, Equatable {
    /// Since when, in seconds since 1970.
    case expired(since: Int)
    case orphaned
  }

  /// In seconds since 1970.
  public var now: Int
  public var liveness: @Sendable (ClientIdentity) -> ClientIdentity.Liveness

  public init(now: Int, liveness: @escaping @Sendable (ClientIdentity) -> ClientIdentity.Liveness) {
    self.now = now
    self.liveness = liveness
  }

  /// - Returns: nil for a cluster that is left alone.
  public func cause(of cluster: ObservedCluster) -> Cause? {
    let client = cluster.client.map(liveness)
    guard client != .alive else { return nil }
    if let expires = cluster.expires, expires <= now { return .expired(since: expires) }
    guard client == .gone else { return nil }
    let wasKept = cluster.mayStay && !cluster.members.contains { $0.state.isRunning }
    return wasKept ? nil : .orphaned
  }
}
