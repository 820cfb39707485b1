import DreyModel
import JobManagerClient
import NetworkProbe

/// Reaches the JobManager of a cluster on this machine that nobody enters, by the socket in its folder.
enum LocalRestSocket {
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where the cluster's JobManager does not run.
  static func client(of cluster: ObservedCluster) throws(Failure) -> JobManagerClient {
    guard let member = cluster.members.first(where: { $0.role == MemberRole.jobManager.rawValue }) else {
      throw Failure(
        .usage, "cluster '\(cluster.name)' has no JobManager any more",
        advice: "Remove what is left: drey delete --target local \(cluster.name)")
    }
    let folder = MemberFolder(path: member.container)
    let state = MemberState(of: folder)
    guard case .running = state else {
      throw Failure(
        .usage, "the JobManager of cluster '\(cluster.name)' is \(state.word): it has no jobs to see",
        advice: "Look at it: drey inspect --target local \(cluster.name)")
    }
    let socket = LoopbackCall.Address.socket(path: folder.restSocket)
    return JobManagerClient(
      of: "the JobManager of cluster '\(cluster.name)'", by: RestExchange { try await carry($0, to: socket) })
  }

  private static func carry(
    _ request: RestExchange.Request, to socket: LoopbackCall.Address
  ) async throws -> RestExchange.Answer {
    let call = LoopbackCall(
      address: socket, method: request.method, target: request.target,
      body: request.body.map { String(decoding: $0, as: UTF8.self) })
    do {
      let answer = try await call.make()
      return RestExchange.Answer(status: answer.status, body: answer.body)
    } catch { throw RestExchange.Unreachable(error.message) }
  }
}
