import DreyModel
import JobManagerClient

/// The end of a session: its JobManager is told to stop, then what is left is removed.
public struct SessionStop: Sendable {
  private let name: String

  /// How long its jobs and members have to end by themselves.
  private static let patience: Duration = .seconds(5)

  public init(name: String) { self.name = name }

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where there is no such session; an error of the target where it
  ///   cannot be removed.
  public func run(on target: any Target) async throws {
    let sessions = try await target.find(name).filter { $0.mode == SessionMode.name }
    guard !sessions.isEmpty else {
      throw Failure(
        .usage, "cluster '\(name)' is no session", advice: "Remove a cluster of another mode with: drey delete \(name)")
    }
    for session in sessions {
      await shutDown(session, on: target)
      try await target.remove(session)
    }
  }

  /// Workers are told to end, so that what they hold is let go. A session that does not answer is removed all the same.
  private func shutDown(_ session: ObservedCluster, on target: any Target) async {
    guard session.state == .running || session.state == .partial else { return }
    guard let connection = try? await SessionConnection.open(name, on: target) else { return }
    defer { connection.client.close() }
    guard (try? await connection.client.shutDown()) != nil else { return }
    let deadline = ContinuousClock.now + Self.patience
    while ContinuousClock.now < deadline {
      let now = try? await target.clusters(.run(session.run)).first
      if now?.members.contains(where: { $0.state.isRunning && waits(for: $0, of: session) }) != true { return }
      try? await Task.sleep(for: .milliseconds(50))
    }
  }

  private func waits(for member: ObservedMember, of session: ObservedCluster) -> Bool {
    let endsTaskManagers = session.spec?.engine.runtime.endsTaskManagers ?? true
    return endsTaskManagers || member.role == MemberRole.jobManager.rawValue
  }
}
