import DreyModel
import JobManagerClient

/// Takes a last savepoint or checkpoint of the jobs of a run that is interrupted.
struct GracefulEnd: Sendable {
  let client: JobManagerClient
  /// nil: all jobs of the cluster.
  var only: JobID?
  /// nil: nobody knows.
  let spec: ClusterSpec?
  let target: TargetName
  let snapshot: FinalSnapshot
  let observer: any RunObserver

  /// How long all of it may take. Whoever does not want to wait interrupts again.
  static let patience: Duration = .seconds(120)
  /// How long it may take to find out whether there is anything to take.
  private static let look: Duration = .seconds(3)

  private struct Streaming: Sendable {
    var id: JobID
    var name: String
  }

  /// Jobs that take no checkpoints are left as they are, and so are those of which none can be taken.
  func run() async -> [SavedState] {
    if case .none(advice: nil) = snapshot { return [] }
    let jobs = await within(Self.look) { try await streamingJobs() } ?? []
    guard !jobs.isEmpty else { return [] }
    if case .none(let advice) = snapshot {
      observer.progress(.run, "interrupted: nothing is kept to go on from. \(advice ?? "")")
      return []
    }
    return await withTaskGroup(of: SavedState?.self) { group in
      for job in jobs { group.addTask { await take(job) } }
      return await group.reduce(into: []) { all, state in if let state { all.append(state) } }
    }
  }

  private func streamingJobs() async throws -> [Streaming] {
    var jobs: [Streaming] = []
    for job in try await client.jobsOverview() where job.state == .running && (only ?? job.id) == job.id {
      guard try await client.checkpointConfiguration(of: job.id) != nil else { continue }
      jobs.append(Streaming(id: job.id, name: job.name))
    }
    return jobs
  }

  private func take(_ job: Streaming) async -> SavedState? {
    let kind: SnapshotKind = snapshot == .savepoint ? .stop : .checkpoint
    observer.progress(
      .run, "interrupted: taking a \(kind.noun) of job '\(job.name)'; interrupt again to end at once")
    let path = await within(Self.patience) {
      kind == .checkpoint ? try await checkpoint(job) : try await client.stop(job.id)
    }
    guard let path else {
      observer.progress(.run, "there is no \(kind.noun) of job '\(job.name)' to go on from")
      return nil
    }
    return SavedState(
      job: job.id, name: job.name, kind: kind, path: path, hostPath: spec?.hostPath(of: path, on: target))
  }

  private func checkpoint(_ job: Streaming) async throws -> String {
    _ = try await client.takeCheckpoint(of: job.id)
    guard let path = try await client.checkpoints(of: job.id).latest.completed?.externalPath else {
      throw Failure(.infrastructure, "the JobManager does not say where the checkpoint is")
    }
    return path
  }

  /// - Returns: nil where it takes longer, or fails; why has been told then.
  private func within<R: Sendable>(_ limit: Duration, _ body: @escaping @Sendable () async throws -> R) async -> R? {
    await withTaskGroup(of: R?.self) { group in
      defer { group.cancelAll() }
      group.addTask {
        do { return try await body() } catch {
          if !(error is CancellationError) { observer.detail(.run, "interrupted: \(Failure(ofRun: error).message)") }
          return nil
        }
      }
      group.addTask {
        try? await Task.sleep(for: limit)
        return nil
      }
      return await group.next() ?? nil
    }
  }
}
