import DreyModel
import JobManagerClient
import Synchronization

/// A session that runs, as those who submit to it see it; or another cluster, as those see it who look after its jobs.
final class SessionConnection: Sendable {
  let target: any Target
  let cluster: ObservedCluster
  private let way: Mutex<JobManagerClient>

  init(target: any Target, cluster: ObservedCluster, client: JobManagerClient) {
    self.target = target
    self.cluster = cluster
    way = Mutex(client)
  }

  /// Of the JobManager as it was seen last: one that is started again may be found elsewhere.
  var client: JobManagerClient { way.withLock { $0 } }

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

  /// How long a JobManager may be away that is started again.
  private static let patience: Duration = .seconds(30)

  /// Asks the JobManager, and where it does not answer the one that takes its place.
  /// - Throws: what `question` throws; that nobody answers once the cluster is gone, or has been without a JobManager for
  ///   too long.
  func asking<R>(_ question: (JobManagerClient) async throws -> R) async throws -> R {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      do { return try await question(client) } catch let error as JobManagerClientError where error.isUnreachable {
        guard ContinuousClock.now < deadline, try await isThere() else { throw error }
        try await Task.sleep(for: .milliseconds(200))
        await lookAgain()
      }
    }
  }

  private func isThere() async throws -> Bool {
    try await target.clusters(.run(cluster.run)).contains { found in
      found.members.contains { $0.role == MemberRole.jobManager.rawValue }
    }
  }

  private func lookAgain() async {
    guard let found = try? await target.clusters(.run(cluster.run)).first,
      let next = try? await target.jobManagerClient(of: found)
    else { return }
    // The one before goes with the last who uses it.
    way.withLock { $0 = next }
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
