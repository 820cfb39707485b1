import DreyModel

/// Whether jobs are resumed although the JobManager before this one was killed while they ran.
enum RepeatedDeaths {
  /// JobManagers in a row that may be killed before a job took one more checkpoint. The job may be what kills them.
  static let limit = 3

  /// Returns why a job is not resumed once more; nil if it is.
  static func refusal(of job: StoredJob) -> Failure? {
    guard job.deaths >= limit else { return nil }
    let checkpoint = job.checkpoints.first.map { "; its newest is '\($0.path)'" } ?? ""
    return Failure(
      .infrastructure,
      "\(job.deaths) JobManagers in a row were killed before the job took one more checkpoint\(checkpoint)",
      advice:
        "Give the JobManager more memory, and submit the job again with \(OptionKey.statePath.rawValue) if it has a"
        + " checkpoint.")
  }
}
