import DreyModel

/// Replaces TaskManagers of a session that ended by themselves, or were killed, as long as somebody follows a job there.
struct SessionGuard: Sendable {
  let connection: SessionConnection
  let observer: any RunObserver

  private static let interval: Duration = .milliseconds(250)

  /// Goes on until the calling task is cancelled, or the session is gone.
  func run() async throws {
    while true {
      try await Task.sleep(for: Self.interval)
      for cluster in try await connection.target.clusters(.run(connection.cluster.run)) { await mend(cluster) }
    }
  }

  /// What cannot be mended now is looked at again: somebody else may be doing the same, or removing the session.
  private func mend(_ cluster: ObservedCluster) async {
    let ended = cluster.taskManagers.filter(\.state.hasEnded)
    guard !ended.isEmpty, cluster.jobManagerRuns else { return }
    do {
      let layout = try cluster.sessionLayout(taskManagers: cluster.taskManagers.count)
      var rest = cluster
      for member in ended {
        observer.progress(.run, "\(member.name) ended before its time and is replaced")
        try await connection.target.remove(member)
        rest.members.removeAll { $0.containerID == member.containerID }
      }
      let addition = try await connection.target.planAddition(to: rest, of: layout)
      try await addition.create {
      } doing: { [observer] in
        observer.detail(.run, $0)
      }
    } catch {
      observer.detail(.run, "\(Failure(ofRun: error).message)")
    }
  }
}
