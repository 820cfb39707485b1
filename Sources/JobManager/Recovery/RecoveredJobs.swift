import DreyModel

/// What a JobManager before this one left.
struct RecoveredJobs: Sendable {
  /// Those that had not ended, in the order of their submission.
  var running: [StoredJob] = []
  /// Those that had, in the order of their ends, and their bytes on the disk.
  var ended: [(job: EndedJob, bytes: Int)] = []
  /// Those that cannot be resumed, since what they have done cannot be read.
  var lost: [(job: StoredJob, why: Failure)] = []
  /// Jobs of which nothing is known but that they were there.
  var unreadable: [JobID] = []
  /// How the cluster's application ended, if it had.
  var application: ApplicationResult?
  /// The JobManager before this one, if it had no clean end. The jobs' deaths include it.
  var unclean: JobManagerRun?
  /// What could not be read, and why.
  var problems: [Failure] = []

  mutating func sort() {
    running.sort { ($0.submittedAt, $0.submission.executionIndex) < ($1.submittedAt, $1.submission.executionIndex) }
    ended.sort {
      ($0.job.summary.endTime, $0.job.executionIndex) < ($1.job.summary.endTime, $1.job.executionIndex)
    }
  }
}
