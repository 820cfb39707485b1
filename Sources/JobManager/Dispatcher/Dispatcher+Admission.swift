import ControlPlane
import DreyModel

// Jobs that have been found valid, wherever they come from.
extension Dispatcher {
  /// Takes on a new job, which gets slots once a JobManager after this one would know of it: otherwise that one would do
  /// again what the job had done.
  func accept(_ job: StoredJob, _ configuration: JobConfiguration) {
    store.accepted(job)
    add(job, configuration, origin: configuration.savepoint.map { .savepoint($0) } ?? .scratch, isRecorded: false)
    Task {
      // Where it cannot be kept the log says so, and the job runs all the same.
      try? await store.settled()
      jobs[job.jobID]?.isRecorded = true
      offerSlots()
    }
  }

  /// Lets a JobManager after this one know what a job's sources read.
  func keep(_ splits: SourceSplits, _ attempt: Int, for id: JobID) {
    Task {
      await store.enumerated(id, splits)
      handle(.splitsKept(attempt: attempt), for: id)
    }
  }

  /// Gives a job its state machine, which begins.
  func add(_ job: StoredJob, _ configuration: JobConfiguration, origin: JobMaster.Origin, isRecorded: Bool = true) {
    let clockOffset = WallClock.now - now
    let settings = JobMaster.Settings(
      artifact: job.artifact, arguments: job.arguments, environment: job.environment,
      earlier: job.earlier, slotRequestTimeout: settings.slotRequestTimeout,
      configuration: configuration, origin: origin, splits: job.splits, clockOffset: clockOffset)
    let master = JobMaster(
      jobID: job.jobID, submission: job.submission, settings: settings, now: job.submittedAt - clockOffset)
    jobs[job.jobID] = Job(
      master: master, number: nextNumber(), digest: job.digest, parallelism: job.parallelism, bytes: job.bytes,
      isRecorded: isRecorded)
    order.append(job.jobID)
    handle(.submitted, for: job.jobID)
  }

  /// Refuses a submission for which there is no room beside those of the jobs that have not ended.
  /// - Parameter bytes: of the submission.
  func checkRoom(for name: String, bytes: Int) throws(RestError) {
    let key = OptionKey.submissionCapacity.rawValue
    guard bytes <= settings.submissionCapacity else {
      throw RestError(
        .contentTooLarge,
        "the submission of job '\(name)' has \(bytes) bytes, allowed are \(settings.submissionCapacity)",
        "Put what is large into a file that all workers can read, or raise \(key) and the JobManager's memory.")
    }
    let held = jobs.values.reduce(0) { $0 + $1.bytes }
    guard held + bytes > settings.submissionCapacity else { return }
    throw RestError(
      .serviceUnavailable,
      "no room for job '\(name)' of \(bytes) bytes: the submissions of \(jobs.count) jobs that have not ended have \(held)"
        + " bytes, allowed are \(settings.submissionCapacity)",
      "Submit it again when some of them have ended, or raise \(key) and the JobManager's memory.")
  }
}
