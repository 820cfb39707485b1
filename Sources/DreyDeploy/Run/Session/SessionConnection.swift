import DreyModel
import JobManagerClient

/// A session that runs, as those who submit to it see it; or another cluster, as those see it who look after its jobs.
struct SessionConnection: Sendable {
  let target: any Target
  let cluster: ObservedCluster
  let client: JobManagerClient

  /// Finds the session of a name and how to reach it. The client has to be closed.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where there is no such session, or it does not run.
  static func open(_ name: String, on target: any Target) async throws -> SessionConnection {
    let found = try await target.find(name)
    guard let cluster = found.first(where: { $0.mode == SessionMode.name }) else {
      throw Failure(
        .usage, "cluster '\(name)' is no session, it was made in \(found.first?.mode ?? "another") mode",
        advice: "Only a session takes jobs: drey session start NAME")
    }
    return try await open(cluster, on: target)
  }

  /// Finds out how to reach the JobManager of a cluster of any mode. The client has to be closed.
  static func open(_ cluster: ObservedCluster, on target: any Target) async throws -> SessionConnection {
    SessionConnection(target: target, cluster: cluster, client: try await target.jobManagerClient(of: cluster))
  }

  /// `parallelism.default` of the cluster.
  func defaultParallelism() async throws -> Int {
    let entries = try await client.jobManagerConfiguration()
    return entries.first { $0.key == OptionKey.parallelismDefault.rawValue }.flatMap { Int($0.value) } ?? 1
  }

  /// The names of the TaskManagers that have subtasks of a job.
  func taskManagers(of job: JobID) async throws -> Set<String> {
    var names: Set<String> = []
    for vertex in try await client.job(job).vertices {
      names.formUnion(try await client.taskManagers(ofVertex: vertex.id, of: job).taskManagers.map(\.id))
    }
    return names
  }
}

extension JobManagerClientError: FailureConvertible {
  var isRefusal: Bool { false }
}
