import ControlPlane
import DreyModel
import Glibc

/// The files that a ``FileJobStore`` keeps in a folder of its own. All of it blocks.
struct JobFiles: Sendable {
  /// One cluster's folder below `high-availability.storageDir`.
  let folder: String

  private enum Kind: String, CaseIterable {
    case job, splits, checkpoints, result

    var file: CheckedFile { CheckedFile(kind: "ha-\(rawValue)") }
  }

  private static let application = CheckedFile(kind: "ha-application")

  func write(_ job: StoredJob) throws(Failure) { try Kind.job.file.write(job, to: path(.job, job.jobID)) }

  /// Keeps what the job's sources read.
  func write(_ splits: SourceSplits, of job: JobID) throws(Failure) {
    try Kind.splits.file.write(splits, to: path(.splits, job))
  }

  /// - Parameter checkpoints: those that are kept, newest first.
  func write(_ checkpoints: [CompletedCheckpoint], of job: JobID) throws(Failure) {
    try Kind.checkpoints.file.write(checkpoints, to: path(.checkpoints, job))
  }

  /// Keeps a job's result, and removes the files that the job would have resumed from.
  func write(_ result: JobResult) throws(Failure) {
    try Kind.result.file.write(result, to: path(.result, result.jobID))
    for kind in [Kind.checkpoints, .splits] { unlink(path(kind, result.jobID)) }
  }

  func write(_ result: ApplicationResult) throws(Failure) { try Self.application.write(result, to: applicationPath) }

  func remove(_ job: JobID) {
    // The job's own file last: without it nothing is known of the others.
    for kind in [Kind.splits, .checkpoints, .result, .job] { unlink(path(kind, job)) }
  }

  /// Forgets everything.
  func removeAll() {
    for name in (try? FolderNames.of(folder)) ?? [] { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  /// Everything that is there. Files that are not whole, or not what was written, are named.
  func load() throws(Failure) -> RecoveredJobs {
    try Folder.make(folder)
    var found = RecoveredJobs()
    for name in try FolderNames.of(folder) {
      if name.contains(WholeFile.asideMark) { unlink("\(folder)/\(name)") }
      guard let id = JobID(hex: String(name.prefix(32))), name == "\(id).\(Kind.job.rawValue)" else { continue }
      do throws(Failure) { try load(id, into: &found) } catch { found.problems.append(error) }
    }
    found.sort()
    if access(applicationPath, F_OK) == 0 {
      found.application = try Self.application.read(ApplicationResult.self, from: applicationPath)
    }
    return found
  }

  private func load(_ id: JobID, into found: inout RecoveredJobs) throws(Failure) {
    var job = try Kind.job.file.read(StoredJob.self, from: path(.job, id))
    let hasEnded = access(path(.result, id), F_OK) == 0
    do throws(Failure) {
      if hasEnded {
        found.ended.append((job, try Kind.result.file.read(JobResult.self, from: path(.result, id))))
      } else {
        let hasCheckpoints = access(path(.checkpoints, id), F_OK) == 0
        job.checkpoints =
          hasCheckpoints ? try Kind.checkpoints.file.read([CompletedCheckpoint].self, from: path(.checkpoints, id)) : []
        let hasSplits = access(path(.splits, id), F_OK) == 0
        job.splits = hasSplits ? try Kind.splits.file.read(SourceSplits.self, from: path(.splits, id)) : nil
        found.running.append(job)
      }
    } catch {
      found.problems.append(error)
      // What it has done is not known, so it is neither done again nor gone on with.
      found.ended.append((job, Self.failed(job, error)))
    }
  }

  /// What is said of a job that cannot be gone on with.
  static func failed(_ job: StoredJob, _ failure: Failure) -> JobResult {
    let name = job.submission.graph.name
    return JobResult(
      jobID: job.jobID, name: name, status: .failed, netRuntime: 0,
      failure: Failure(
        .infrastructure, "job '\(name)' cannot be gone on with after the JobManager's restart: \(failure.message)",
        advice: "Submit it again, from a savepoint or checkpoint where there is one."))
  }

  private var applicationPath: String { "\(folder)/application.result" }

  private func path(_ kind: Kind, _ job: JobID) -> String { "\(folder)/\(job).\(kind.rawValue)" }
}

/// What a JobManager before this one left.
struct RecoveredJobs: Sendable {
  /// Those that had not ended, in the order of their submission.
  var running: [StoredJob] = []
  /// Those that had, in the order of their submission.
  var ended: [(job: StoredJob, result: JobResult)] = []
  /// How the cluster's application ended, if it had.
  var application: ApplicationResult?
  /// What could not be read, and why.
  var problems: [Failure] = []

  fileprivate mutating func sort() {
    running.sort { ($0.submittedAt, $0.submission.executionIndex) < ($1.submittedAt, $1.submission.executionIndex) }
    ended.sort {
      ($0.job.submittedAt, $0.job.submission.executionIndex) < ($1.job.submittedAt, $1.job.submission.executionIndex)
    }
  }
}
