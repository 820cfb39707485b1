import DockerEngine
import DreyModel
import JobManagerClient

/// Calls the REST API of a JobManager from inside its container, by the executable of its own image: into a cluster that
/// nobody enters no connection leads.
struct DockerRestExchange: Sendable {
  let engine: DockerEngine

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where the cluster's JobManager does not run.
  func client(of cluster: ObservedCluster) async throws -> JobManagerClient {
    guard let member = cluster.members.first(where: { $0.role == MemberRole.jobManager.rawValue }) else {
      throw Failure(
        .usage, "cluster '\(cluster.name)' has no JobManager any more",
        advice: "Remove what is left: drey delete \(cluster.name)")
    }
    let container = try await engine.containers.inspect(member.containerID)
    guard container.state.status == .running else {
      throw Failure(
        .usage,
        "the JobManager of cluster '\(cluster.name)' is \(container.state.status.rawValue): it has no jobs to see",
        advice: "Look at it: drey inspect \(cluster.name), drey logs \(cluster.name)")
    }
    let command = container.config.entrypoint + [ContainerContract.Verb.rest.rawValue]
    return JobManagerClient(
      of: "the JobManager of cluster '\(cluster.name)'",
      by: RestExchange { [engine] in try await Self.carry($0, command, to: member.containerID, engine) })
  }

  private static func carry(
    _ request: RestExchange.Request, _ command: [String], to container: String, _ engine: DockerEngine
  ) async throws -> RestExchange.Answer {
    let body = request.body.map { [String(decoding: $0, as: UTF8.self)] } ?? []
    let result: ExecResult
    do {
      result = try await engine.exec.run(container, ExecSpec(command + [request.method, request.target] + body))
    } catch let error as DockerEngineError where error.isNotFound || error.isConflict {
      throw RestExchange.Unreachable("its container has ended")
    }
    let parts = result.output.stdout.split(
      separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let status = Int(String(decoding: parts[0], as: UTF8.self)) else {
      let said = result.output.stderrText.split(separator: "\n").first.map(String.init)
      throw RestExchange.Unreachable(
        said ?? "its image does not answer the verb '\(ContainerContract.Verb.rest.rawValue)'")
    }
    return RestExchange.Answer(status: status, body: Array(parts[1]))
  }
}
