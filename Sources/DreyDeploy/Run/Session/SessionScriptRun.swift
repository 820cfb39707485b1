import DreyModel
import JobManagerClient

/// One run of a SQL script or a Python job in a session of Apache Flink: a client runs it in a container of its own.
public struct SessionScriptRun: DeploymentRun {
  private let request: RunRequest
  private let path: String
  private let cluster: String
  private let parallelism: Int?
  private let isDetached: Bool

  /// How long a submission whose client has ended may take to arrive.
  private static let patience: Duration = .seconds(2)

  /// - Parameters:
  ///   - path: of the script.
  ///   - cluster: the session's name.
  ///   - parallelism: what its jobs have where they do not say; nil: what the cluster says.
  ///   - isDetached: whether to leave its jobs to the session once they were submitted.
  init(_ request: RunRequest, script path: String, cluster: String, parallelism: Int?, isDetached: Bool) {
    self.request = request
    self.path = path
    self.cluster = cluster
    self.parallelism = parallelism
    self.isDetached = isDetached
  }

  public func plan() async throws -> PlanReport {
    try await request.withSession(cluster) { connection in
      let images = try await images(connection, making: false)
      let layout = try layout(connection, images)
      return try await connection.target.planAddition(to: connection.cluster, of: layout).plan.building(images.missing)
    }
  }

  public func run() async -> RunOutcome {
    var outcome: RunOutcome
    do { outcome = try await request.withSession(cluster, runClient) } catch {
      outcome = RunOutcome(Failure(ofRun: error))
    }
    request.clock.begin(nil)
    outcome.durations = request.clock.durations
    return outcome
  }

  private func images(_ connection: SessionConnection, making: Bool) async throws -> ClusterImages {
    request.clock.begin(.images)
    return try await connection.target.images(
      for: .script(path), on: connection.cluster.spec?.engine ?? ClusterEngine(), making: making,
      observer: request.observer)
  }

  private func layout(_ connection: SessionConnection, _ images: ClusterImages) throws -> ClusterLayout {
    try connection.cluster.clientLayout(
      image: images.jobManager, arguments: request.spec.arguments, parallelism: parallelism, isDetached: isDetached)
  }

  private func runClient(_ connection: SessionConnection) async throws -> RunOutcome {
    let layout = try layout(connection, try await images(connection, making: true))
    request.clock.begin(.create)
    request.observer.progress(.create, "\(path) runs in a client's container in session \(cluster)")
    let client = SessionClient(connection: connection, layout: layout, observer: request.observer)
    return try await client.run { member in
      request.clock.begin(.run)
      let follower = SessionClientFollower(member, on: connection.target, observer: request.observer)
      do { try await follow(follower, connection) } catch {
        await cancel(follower.report.jobs, connection)
        throw error
      }
      guard let end = follower.report.end else { throw try await death(of: member, connection) }
      return await outcome(end, follower.report.jobs, connection)
    }
  }

  /// Meanwhile TaskManagers that end before their time are replaced.
  private func follow(_ follower: SessionClientFollower, _ connection: SessionConnection) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      group.addTask { try await follower.run() }
      if let timeout = request.timeout {
        group.addTask {
          try await Task.sleep(for: timeout)
          throw Failure(.timeout, "the script did not end within \(timeout)", advice: "Raise --timeout.")
        }
      }
      let mending = Task { try await SessionGuard(connection: connection, observer: request.observer).run() }
      defer { mending.cancel() }
      try await group.next()
    }
  }

  private func cancel(_ jobs: [SessionClientFollower.Report.Job], _ connection: SessionConnection) async {
    await withTaskGroup { group in
      for job in jobs {
        group.addTask {
          await arrival(of: job.id, at: connection)
          await follower(of: job, connection).cancel()
        }
      }
    }
  }

  /// Waits until the session knows a job: one whose submission was under way when the client was ended may arrive yet. Not
  /// ended by a cancellation of the calling task.
  private func arrival(of id: JobID, at connection: SessionConnection) async {
    await Task {
      let deadline = ContinuousClock.now + Self.patience
      while ContinuousClock.now < deadline {
        do { return _ = try await connection.client.status(of: id) } catch let error as JobManagerClientError
          where error.isNotFound
        { try? await Task.sleep(for: .milliseconds(50)) } catch { return }
      }
    }.value
  }

  private func follower(
    of job: SessionClientFollower.Report.Job, _ connection: SessionConnection
  ) -> SessionJobFollower {
    SessionJobFollower(connection: connection, id: job.id, name: job.name, observer: request.observer)
  }

  /// Jobs that have not ended are left to the session: the script asked for that.
  private func outcome(
    _ end: ApplicationResult, _ jobs: [SessionClientFollower.Report.Job], _ connection: SessionConnection
  ) async -> RunOutcome {
    var (end, left) = (end, [JobID]())
    for job in jobs {
      guard let status = try? await connection.client.status(of: job.id) else { continue }
      guard status.isGloballyTerminal, !isDetached else {
        left.append(job.id)
        continue
      }
      if let result = try? await follower(of: job, connection).result() { end.jobs.append(result) }
    }
    // What a script makes of a cancellation is up to it.
    if end.status == .failed, end.jobs.last?.status == .canceled { end.status = .canceled }
    var outcome = RunOutcome(end)
    outcome.submittedJobs = left
    return outcome
  }

  /// A client that said nothing at its end was killed.
  private func death(of member: ObservedMember, _ connection: SessionConnection) async throws -> Failure {
    let inspected = try await connection.target.inspect(connection.target.clusters(.run(connection.cluster.run)).first)
    let details = inspected?.members.first { $0.name == member.name }?.details
    let cause = details?.exitCode.map { "ended with exit code \($0)" } ?? "was removed"
    return Failure(
      .infrastructure, "\(member.name) \(cause) before the script did",
      advice: details?.isOutOfMemoryKilled == true
        ? "It needed more memory than a JobManager of the session has: start that with more --jobmanager-memory." : nil)
  }
}

extension Target {
  fileprivate func inspect(_ cluster: ObservedCluster?) async throws -> ObservedCluster? {
    guard let cluster else { return nil }
    return try await inspect(cluster)
  }
}
