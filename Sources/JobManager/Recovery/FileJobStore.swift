import ChildProcess
import ControlPlane
import DreyModel
import NIOPosix
import Synchronization

/// Keeps a JobManager's jobs in files, one change after the other in the order in which they are told.
///
/// Whoever tells of a change does not wait for the disk, unless the change is one that others must be able to rely on.
final class FileJobStore: JobStore {
  private struct Change: Sendable {
    var carryOut: @Sendable (JobFiles) throws(Failure) -> Void
    var done = Completion<Failure?>()
  }

  let files: JobFiles
  private let events: EventLog
  private let changes: AsyncStream<Change>.Continuation
  /// The first change that could not be kept since it was last asked.
  private let problem = Mutex<Failure?>(nil)

  /// Reads and writes nothing yet.
  /// - Parameter folder: one cluster's own; it is made where it is missing.
  init(folder: String, events: EventLog) {
    files = JobFiles(folder: folder)
    self.events = events
    let (stream, changes) = AsyncStream<Change>.makeStream()
    self.changes = changes
    Task { [files] in for await change in stream { await Self.carryOut(change, files) } }
  }

  deinit { changes.finish() }

  /// What a JobManager before this one left. Files that cannot be read are named in the log.
  /// - Throws: ``Failure`` where the folder cannot be used.
  func recover() async throws(Failure) -> RecoveredJobs {
    let found: Result<RecoveredJobs, Failure>
    do {
      found = try await NIOThreadPool.singleton.runIfActive { [files] in
        Result { () throws(Failure) in try files.load() }
      }
    } catch { throw Failure(error, domain: .infrastructure) }
    for problem in (try? found.get())?.problems ?? [] { events.log(.warn, source: "recovery", "\(problem)") }
    return try found.get()
  }

  func accepted(_ job: StoredJob) {
    tell("job '\(job.submission.graph.name)' would be gone after a restart of the JobManager") {
      files throws(Failure) in try files.write(job)
    }
  }

  func enumerated(_ id: JobID, _ splits: SourceSplits) async {
    let change = Change { files throws(Failure) in try files.write(splits, of: id) }
    changes.yield(change)
    guard let failure = await change.done.value() else { return }
    events.log(
      .warn, source: "recovery",
      "\(failure); what job \(id) reads would be found out again after a restart of the JobManager")
  }

  func checkpointCompleted(_ id: JobID, _ checkpoints: [CompletedCheckpoint]) async throws(Failure) {
    let change = Change { files throws(Failure) in try files.write(checkpoints, of: id) }
    changes.yield(change)
    if let failure = await change.done.value() { throw failure }
  }

  func ended(_ result: JobResult) {
    tell("the end of job '\(result.name)' would not be known after a restart of the JobManager") {
      files throws(Failure) in try files.write(result)
    }
  }

  func forgotten(_ id: JobID) { tell("") { $0.remove(id) } }

  /// The cluster has ended, and nothing of it is to be gone on with.
  func removeAll() async {
    let change = Change { $0.removeAll() }
    changes.yield(change)
    _ = await change.done.value()
  }

  /// The cluster's application has ended, and is not to be run again.
  func ended(_ result: ApplicationResult) {
    tell("the application would be run again after a restart of the JobManager") {
      files throws(Failure) in try files.write(result)
    }
  }

  func settled() async throws(Failure) {
    let mark = Change { _ in }
    changes.yield(mark)
    _ = await mark.done.value()
    let failure = problem.withLock { problem in
      defer { problem = nil }
      return problem
    }
    if let failure { throw failure }
  }

  private func tell(_ consequence: String, _ carryOut: @escaping @Sendable (JobFiles) throws(Failure) -> Void) {
    changes.yield(
      Change { [events, weak self] files throws(Failure) in
        do throws(Failure) { try carryOut(files) } catch {
          events.log(.warn, source: "recovery", "\(error); \(consequence)")
          self?.problem.withLock { $0 = $0 ?? error }
        }
      })
  }

  private static func carryOut(_ change: Change, _ files: JobFiles) async {
    do {
      change.done.complete(
        try await NIOThreadPool.singleton.runIfActive {
          do throws(Failure) {
            try change.carryOut(files)
            return nil
          } catch { return error }
        })
    } catch { change.done.complete(Failure(error, domain: .infrastructure)) }
  }
}
