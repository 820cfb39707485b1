import DreyModel

/// The part of an ended job that stays in memory: what lists of jobs show, and what tells whether a job is the same one.
struct EndedJob: Sendable, Codable, Equatable {
  /// Its name is bounded.
  var summary: JobSummary
  /// Which call of `execute` of its `main()` the job was.
  var executionIndex: Int
  var fingerprint: String
  var artifact: Artifact
  /// The SHA-256 of what a client of a session submitted; nil for a job of the cluster's own application.
  var digest: String?

  var id: JobID { summary.id }
  var status: JobStatus { summary.state }

  init(_ report: JobReport, digest: String?) {
    summary = report.summary
    executionIndex = report.master.submission.executionIndex
    fingerprint = report.graph.fingerprint
    artifact = report.master.settings.artifact
    self.digest = digest
  }
}
