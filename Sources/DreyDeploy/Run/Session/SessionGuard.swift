import DreyModel

/// Starts members of a session again that ended before their time, as long as somebody follows a job there.
struct SessionGuard: Sendable {
  let connection: SessionConnection
  let observer: any RunObserver

  /// How long it relies on what it saw: others add members.
  private static let interval: Duration = .seconds(1)

  /// Goes on until the calling task is cancelled, or the session is gone.
  func run() async throws {
    var storms: [String: RestartBudget] = [:]
    while true {
      let clusters = try await connection.target.clusters(.run(connection.cluster.run))
      guard !clusters.isEmpty else { return }
      for cluster in clusters { await mend(cluster, &storms) }
      try await awaitChange(among: clusters.flatMap(\.members).filter(\.state.isRunning))
    }
  }

  private func awaitChange(among members: [ObservedMember]) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      if !members.isEmpty { group.addTask { try await connection.target.awaitEnd(ofAnyOf: members) } }
      group.addTask { try await Task.sleep(for: Self.interval) }
      try await group.next()
    }
  }

  /// What cannot be mended now is looked at again: somebody else may be doing the same, or removing the session.
  private func mend(_ cluster: ObservedCluster, _ storms: inout [String: RestartBudget]) async {
    do {
      for member in try await ended(in: cluster) where storms[member.name, default: RestartBudget()].spend(at: .now) {
        observer.progress(.run, "\(member.name) ended before its time and is started again")
        try await connection.target.restart(member, of: cluster)
      }
    } catch {
      observer.detail(.run, "\(Failure(ofRun: error).message)")
    }
  }

  /// The members that are to be started again: not those that ended because the session does.
  private func ended(in cluster: ObservedCluster) async throws -> [ObservedMember] {
    let engine = cluster.spec?.engine.runtime ?? ClusterEngine().runtime
    let roles = engine.restartable.map(\.rawValue)
    guard cluster.members.contains(where: { roles.contains($0.role) && $0.state.hasEnded }) else { return [] }
    let inspected = try await connection.target.inspect(cluster)
    let ended = inspected.members.filter { roles.contains($0.role) && $0.state.hasEnded }
    let meant = engine.endsWithZero ? ended.filter { $0.details?.exitCode != 0 } : ended
    let returns = inspected.jobManagerRuns || meant.contains { $0.role == MemberRole.jobManager.rawValue }
    return returns ? meant : []
  }
}

/// How often a member may be started again: a few times at once, and then a few times a minute. A value.
struct RestartBudget: Sendable, Equatable {
  private static let limit = 8
  private static let span: Duration = .seconds(60)
  private var spent: [ContinuousClock.Instant] = []

  /// - Returns: false where it is spent.
  mutating func spend(at now: ContinuousClock.Instant) -> Bool {
    spent.removeAll { now - $0 > Self.span }
    guard spent.count < Self.limit else { return false }
    spent.append(now)
    return true
  }
}
