import DockerEngine
import DreyModel

/// Finds out how a running session is entered; the engine knows, nobody else has to remember.
struct DockerRestAccess: Sendable {
  let engine: DockerEngine
  /// nil: this process runs in none.
  let client: ClientContainer?

  /// - Throws: ``DreyModel/Failure``: of the domain `usage` where the cluster is no session or has ended.
  func restAccess(of cluster: ObservedCluster) async throws -> RestAccess {
    guard cluster.mode == SessionMode.name else {
      throw Failure(
        .usage, "cluster '\(cluster.name)' is no session: nobody enters a cluster of the mode '\(cluster.mode)'",
        advice: "`drey list` says which clusters are sessions.")
    }
    guard let member = cluster.members.first(where: { $0.role == MemberRole.jobManager.rawValue }) else {
      throw Failure(
        .usage, "session '\(cluster.name)' has no JobManager any more",
        advice: "Remove what is left: drey delete \(cluster.name)")
    }
    let container = try await engine.containers.inspect(member.containerID)
    guard let binding = container.ports[Port(ContainerContract.Port.rest)]?.first, let port = binding.hostPort else {
      throw Failure(
        .usage, "the JobManager of session '\(cluster.name)' is \(container.state.status.rawValue): nobody can enter",
        advice: "Look at it: drey inspect \(cluster.name), drey logs \(cluster.name)")
    }
    let token = try await token(in: member.containerID, of: cluster.name)
    if let client, !client.hasHostNetwork {
      let host = try await address(of: member, in: cluster, from: client)
      return RestAccess(host: host, port: ContainerContract.Port.rest, token: token)
    }
    return RestAccess(
      host: binding.hostAddress.isEmpty ? "127.0.0.1" : binding.hostAddress, port: port, token: token)
  }

  /// The machine's loopback, where the port is published, is not that of a client in a container.
  private func address(
    of member: ObservedMember, in cluster: ObservedCluster, from client: ClientContainer
  ) async throws -> String {
    let network = DockerNames(cluster: try ClusterName(cluster.name)).rest
    try await client.join(network, on: engine)
    guard let address = try await engine.containers.inspect(member.containerID).networks[network]?.ipAddress,
      !address.isEmpty
    else {
      throw Failure(
        .infrastructure, "the JobManager of session '\(cluster.name)' is not in the network \(network)",
        advice: "Look at it: drey inspect \(cluster.name), drey logs \(cluster.name)")
    }
    return address
  }

  private func token(in container: String, of cluster: String) async throws -> String {
    let archive = try await engine.containers.downloadArchive(container, from: ContainerContract.Path.restToken)
    let file = try TarReader.entries(of: try await archive.collect(upTo: 1 << 20)).first { $0.kind == .file }
    guard let contents = file?.contents, !contents.isEmpty else {
      throw Failure(.infrastructure, "the JobManager of session '\(cluster)' holds no REST token")
    }
    return String(decoding: contents, as: UTF8.self)
  }
}
