import ControlPlane
import DreyModel
import Glibc

/// The files that a ``FileJobStore`` keeps in a folder of its own. All of it blocks.
struct JobFiles: Sendable {
  /// One cluster's folder, such as that below `high-availability.storageDir`.
  let folder: String

  private enum Kind: String, CaseIterable {
    case splits, checkpoints, deaths
    /// The result of a job as releases before wrote it, beside the job's own file.
    case result
    /// The job's own file goes last: without it nothing is known of the others.
    case job

    var file: CheckedFile { CheckedFile(kind: "ha-\(rawValue)") }
  }

  private static let application = CheckedFile(kind: "ha-application")
  private static let run = CheckedFile(kind: "ha-jobmanager")
  /// The sections of the file of an ended job.
  private static let ended = (job: CheckedFile(kind: "ended-job"), archive: CheckedFile(kind: "ended-archive"))

  func write(_ job: StoredJob) throws(Failure) { try Kind.job.file.write(job, to: path(.job, job.jobID)) }

  /// Keeps what the job's sources read.
  func write(_ splits: SourceSplits, of job: JobID) throws(Failure) {
    try Kind.splits.file.write(splits, to: path(.splits, job))
  }

  /// - Parameter checkpoints: those that are kept, newest first.
  func write(_ checkpoints: [CompletedCheckpoint], of job: JobID) throws(Failure) {
    try Kind.checkpoints.file.write(checkpoints, to: path(.checkpoints, job))
    unlink(path(.deaths, job))
  }

  /// Notes how many JobManagers in a row were killed before the job took one more checkpoint.
  func write(deaths: Int, of job: JobID) throws(Failure) { try Kind.deaths.file.write(deaths, to: path(.deaths, job)) }

  /// Keeps an ended job, and removes the files that the job would have resumed from.
  /// - Returns: the bytes that it has.
  func write(_ job: EndedJob, _ archive: JobArchive) throws(Failure) -> Int {
    let path = endedPath(job.id)
    let bytes = try Self.ended.job.section(job, of: path) + Self.ended.archive.section(archive, of: path)
    try WholeFile.write(bytes, to: path, mode: 0o600)
    for kind in Kind.allCases { unlink(self.path(kind, job.id)) }
    return bytes.count
  }

  /// Reads all that is kept of an ended job.
  /// - Returns: it, and the bytes that it has.
  func archive(of job: JobID) throws(Failure) -> (archive: JobArchive, bytes: Int) {
    let path = endedPath(job)
    let offset = try Self.ended.job.endOfSection(in: path)
    let (archive, end) = try Self.ended.archive.readSection(JobArchive.self, from: path, at: offset)
    return (archive, end)
  }

  func write(_ result: ApplicationResult) throws(Failure) { try Self.application.write(result, to: applicationPath) }

  /// Notes that a JobManager runs.
  func write(_ run: JobManagerRun) throws(Failure) { try Self.run.write(run, to: runPath) }

  /// Notes that no JobManager runs.
  func removeRun() { unlink(runPath) }

  func remove(_ job: JobID) {
    unlink(endedPath(job))
    for kind in Kind.allCases { unlink(path(kind, job)) }
  }

  /// Forgets everything.
  func removeAll() {
    for name in (try? Folder.names(in: folder)) ?? [] { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  /// Returns what is there; of ended jobs no more than stays in memory. Files that are not whole, or not what was written, are
  /// named.
  func load() throws(Failure) -> RecoveredJobs {
    try Folder.make(folder)
    var found = RecoveredJobs()
    for name in try Folder.names(in: folder) {
      if name.contains(WholeFile.asideMark) { unlink("\(folder)/\(name)") }
      guard let id = JobID(hex: String(name.prefix(32))) else { continue }
      do throws(Failure) {
        switch name {
        case "\(id).ended": found.ended.append(try ended(id))
        case "\(id).job" where isThere(endedPath(id)): removeRest(of: id)
        case "\(id).job": try load(id, into: &found)
        default: break
        }
      } catch {
        found.problems.append(error)
        found.unreadable.append(id)
      }
    }
    found.sort()
    // A file that cannot be read still tells that there was a job.
    if isThere(runPath) {
      found.unclean =
        (try? Self.run.read(JobManagerRun.self, from: runPath))
        ?? JobManagerRun(startedAt: WallClock.now, notedAt: WallClock.now, memory: 0)
      for index in found.running.indices { found.running[index].deaths += 1 }
    }
    if isThere(applicationPath) {
      found.application = try Self.application.read(ApplicationResult.self, from: applicationPath)
    }
    return found
  }

  private func ended(_ id: JobID) throws(Failure) -> (job: EndedJob, bytes: Int) {
    let (job, end) = try Self.ended.job.readSection(EndedJob.self, from: endedPath(id))
    return (job, try Self.ended.archive.endOfSection(in: endedPath(id), at: end))
  }

  private func load(_ id: JobID, into found: inout RecoveredJobs) throws(Failure) {
    var job = try Kind.job.file.read(StoredJob.self, from: path(.job, id))
    job.bytes = size(of: path(.job, id))
    do throws(Failure) {
      if isThere(path(.result, id)) { return found.ended.append(try convert(job)) }
      job.checkpoints = try value(.checkpoints, of: id, [CompletedCheckpoint].self) ?? []
      job.splits = try value(.splits, of: id, SourceSplits.self)
      job.deaths = try value(.deaths, of: id, Int.self) ?? 0
      found.running.append(job)
    } catch {
      found.problems.append(error)
      // Nobody knows how far the job came, so it is neither run again nor resumed.
      found.lost.append((job, error))
    }
  }

  /// Makes the file of an ended job of what a release before wrote.
  private func convert(_ job: StoredJob) throws(Failure) -> (job: EndedJob, bytes: Int) {
    let result = try Kind.result.file.read(JobResult.self, from: path(.result, job.jobID))
    let report = JobReport(job, result)
    let ended = EndedJob(report, digest: job.digest)
    return (ended, try write(ended, JobArchive(report, result, values: job.submission.main.values)))
  }

  private func value<Value: Decodable>(_ kind: Kind, of id: JobID, _ type: Value.Type) throws(Failure) -> Value? {
    isThere(path(kind, id)) ? try kind.file.read(type, from: path(kind, id)) : nil
  }

  private func removeRest(of id: JobID) { for kind in Kind.allCases { unlink(path(kind, id)) } }

  private func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  private var runPath: String { "\(folder)/jobmanager.run" }
  private var applicationPath: String { "\(folder)/application.result" }

  private func path(_ kind: Kind, _ job: JobID) -> String { "\(folder)/\(job).\(kind.rawValue)" }
  private func endedPath(_ job: JobID) -> String { "\(folder)/\(job).ended" }
}
