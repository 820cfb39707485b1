import DreyModel

extension JobReport {
  /// Returns what the REST API says about a job that ended, or could not be resumed, without the JobManager that ran it.
  init(_ job: StoredJob, _ result: JobResult) {
    let settings = JobMaster.Settings(
      artifact: job.artifact, arguments: [], environment: [:], earlier: [], slotRequestTimeout: 0)
    self.init(
      master: JobMaster(ended: result, submission: job.submission, settings: settings),
      timeline: JobTimeline(submittedAt: job.submittedAt, result),
      parallelism: job.parallelism ?? job.submission.graph.requiredSlots, now: job.submittedAt + result.netRuntime)
  }
}

extension JobResult {
  /// Returns the result of a job that cannot be resumed.
  init(lost job: StoredJob, _ why: Failure) {
    let name = job.submission.graph.name
    self.init(
      jobID: job.jobID, name: name, status: .failed, netRuntime: max(0, WallClock.now - job.submittedAt),
      failure: Failure(
        .infrastructure, "job '\(name)' cannot be resumed after the JobManager's restart: \(why.message)",
        advice: why.advice ?? "Submit it again, from a savepoint or checkpoint if there is one.", details: why.details))
  }
}
