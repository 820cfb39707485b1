import DreyModel
import FoundationEssentials

/// Finds out how a session on this machine is entered; its JobManager's folder says so.
enum LocalRestAccess {
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where the cluster is no session or has ended.
  static func of(_ cluster: ObservedCluster) throws(Failure) -> RestAccess {
    guard cluster.mode == SessionMode.name else {
      throw Failure(
        .usage, "cluster '\(cluster.name)' is no session: nobody enters a cluster of the mode '\(cluster.mode)'",
        advice: "`drey list --target local` says which clusters are sessions.")
    }
    guard let member = cluster.members.first(where: { $0.role == MemberRole.jobManager.rawValue }) else {
      throw Failure(
        .usage, "session '\(cluster.name)' has no JobManager any more",
        advice: "Remove what is left: drey delete --target local \(cluster.name)")
    }
    let folder = MemberFolder(path: member.container)
    let state = MemberState(of: folder)
    guard case .running = state, let port = PrivateFile.read(MemberPorts.self, from: folder.ports)?.rest else {
      throw Failure(
        .usage, "the JobManager of session '\(cluster.name)' is \(state.word): nobody can enter",
        advice: "Look at it: drey inspect --target local \(cluster.name)")
    }
    guard let token = try? String(contentsOfFile: folder.restToken, encoding: .utf8), !token.isEmpty else {
      throw Failure(.infrastructure, "the JobManager of session '\(cluster.name)' holds no REST token")
    }
    return RestAccess(host: "127.0.0.1", port: port, token: token)
  }
}
