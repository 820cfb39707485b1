import ChildProcess
import ControlPlane
import DreyModel
import NIOPosix
import Synchronization

/// Keeps a JobManager's jobs in files, one change after the other in the order in which they are told. The archives that
/// were used last are in memory as well.
///
/// Whoever tells of a change does not wait for the disk, unless the change is one that others must be able to rely on.
final class FileJobStore: JobStore {
  private struct Change: Sendable {
    var carryOut: @Sendable (JobFiles) throws(Failure) -> Void
    var done = Completion<Failure?>()
  }

  let files: JobFiles
  /// Whether a JobManager after this one is to resume the jobs; else only ended ones are kept, until this one ends.
  let isForRecovery: Bool
  private let cache: Mutex<ArchiveCache>
  /// Notes this process's memory.
  private let watch = Mutex<Task<Void, Never>?>(nil)
  private let events: EventLog
  private let changes: AsyncStream<Change>.Continuation
  /// The first change that could not be kept since it was last asked.
  private let problem = Mutex<Failure?>(nil)

  /// Reads and writes nothing yet.
  /// - Parameters:
  ///   - folder: one cluster's own; it is made where it is missing.
  ///   - cacheSize: bytes of archives that are kept in memory.
  init(folder: String, isForRecovery: Bool, cacheSize: Int, events: EventLog) {
    files = JobFiles(folder: folder)
    self.isForRecovery = isForRecovery
    cache = Mutex(ArchiveCache(capacity: cacheSize))
    self.events = events
    let (stream, changes) = AsyncStream<Change>.makeStream()
    self.changes = changes
    Task { [files] in for await change in stream { await Self.carryOut(change, files) } }
  }

  deinit { changes.finish() }

  /// Returns what a JobManager before this one left. Files that cannot be read are named in the log.
  /// - Throws: ``Failure`` if the folder cannot be used.
  func recover() async throws(Failure) -> RecoveredJobs {
    let found = try await read { [isForRecovery] files throws(Failure) in
      if !isForRecovery { files.removeAll() }
      return try files.load()
    }
    for problem in found.problems { events.log(.warn, source: "recovery", "\(problem)") }
    if let run = found.unclean { events.log(.warn, source: "recovery", run.uncleanEnd(now: WallClock.now)) }
    return found
  }

  /// Notes that this JobManager runs and takes up these jobs. Until ``ended()`` its memory is noted whenever it has changed by
  /// much. To be called before anything is done for the jobs, which may be what kills it.
  func began(_ found: RecoveredJobs) async throws(Failure) {
    guard isForRecovery else { return }
    let run = Self.run(startedAt: WallClock.now)
    try await read { files throws(Failure) in
      for job in found.running where found.unclean != nil { try files.write(deaths: job.deaths, of: job.jobID) }
      try files.write(run)
    }
    watch.withLock { $0 = Task { [weak self] in await self?.noteMemory(run) } }
  }

  /// Notes that this JobManager has a clean end. Nothing is told afterwards.
  func ended() async {
    let watching = watch.withLock { $0 }
    watching?.cancel()
    await watching?.value
    _ = try? await read { files in files.removeRun() }
  }

  private func noteMemory(_ run: JobManagerRun) async {
    var noted = run
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))
      guard !Task.isCancelled, noted.differs(from: OwnMemory.used) else { continue }
      noted = Self.run(startedAt: run.startedAt)
      let note = noted
      _ = try? await read { files throws(Failure) in try files.write(note) }
    }
  }

  private static func run(startedAt: Int) -> JobManagerRun {
    JobManagerRun(
      startedAt: startedAt, notedAt: WallClock.now, memory: OwnMemory.used, memoryLimit: OwnMemory.limit)
  }

  func accepted(_ job: StoredJob) {
    guard isForRecovery else { return }
    tell("job '\(job.submission.graph.name)' would be gone after a restart of the JobManager") {
      files throws(Failure) in try files.write(job)
    }
  }

  func enumerated(_ id: JobID, _ splits: SourceSplits) async {
    guard isForRecovery else { return }
    let change = Change { files throws(Failure) in try files.write(splits, of: id) }
    changes.yield(change)
    guard let failure = await change.done.value() else { return }
    events.log(
      .warn, source: "recovery",
      "\(failure); what job \(id) reads would be found out again after a restart of the JobManager")
  }

  func checkpointCompleted(_ id: JobID, _ checkpoints: [CompletedCheckpoint]) async throws(Failure) {
    guard isForRecovery else { return }
    let change = Change { files throws(Failure) in try files.write(checkpoints, of: id) }
    changes.yield(change)
    if let failure = await change.done.value() { throw failure }
  }

  func ended(_ job: EndedJob, _ archive: JobArchive) -> Completion<Int?> {
    let written = Completion<Int?>()
    tell("the end of job '\(job.summary.name)' will not be known for long") { [weak self] files throws(Failure) in
      do throws(Failure) {
        let bytes = try files.write(job, archive)
        self?.cache.withLock { $0.add(archive, bytes: bytes) }
        written.complete(bytes)
      } catch {
        // It is kept as long as there is room in memory.
        self?.cache.withLock { $0.add(archive, bytes: Self.unwrittenSize) }
        written.complete(nil)
        throw error
      }
    }
    return written
  }

  /// Bytes that an archive counts as that could not be written.
  private static let unwrittenSize = 2 << 20

  func archive(of id: JobID) async throws(Failure) -> JobArchive {
    if let known = cache.withLock({ $0.archive(of: id) }) { return known }
    return try await read { [weak self] files throws(Failure) in
      // It may have been written meanwhile.
      if let known = self?.cache.withLock({ $0.archive(of: id) }) { return known }
      let (archive, bytes) = try files.archive(of: id)
      self?.cache.withLock { $0.add(archive, bytes: bytes) }
      return archive
    }
  }

  func forgotten(_ id: JobID) {
    tell("") { [weak self] files in
      self?.cache.withLock { $0.remove(id) }
      files.remove(id)
    }
  }

  /// The cluster has ended, and nothing of it is to be gone on with.
  func removeAll() async {
    let change = Change { $0.removeAll() }
    changes.yield(change)
    _ = await change.done.value()
  }

  /// The cluster's application has ended, and is not to be run again.
  func ended(_ result: ApplicationResult) {
    guard isForRecovery else { return }
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

  /// Reads something after all changes that were told before.
  private func read<Value: Sendable>(
    _ body: @escaping @Sendable (JobFiles) throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let read = Completion<Result<Value, Failure>>()
    let change = Change { files in read.complete(Result { () throws(Failure) in try body(files) }) }
    changes.yield(change)
    if let failure = await change.done.value() { throw failure }
    return try await read.value().get()
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
