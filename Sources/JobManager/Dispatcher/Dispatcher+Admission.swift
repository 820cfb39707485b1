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
      earlierResults: job.earlierResults, slotRequestTimeout: settings.slotRequestTimeout,
      configuration: configuration, origin: origin, splits: job.splits, clockOffset: clockOffset)
    let master = JobMaster(
      jobID: job.jobID, submission: job.submission, settings: settings, now: job.submittedAt - clockOffset)
    jobs[job.jobID] = Job(master: master, sessionJob: job.sessionJob, isRecorded: isRecorded)
    order.append(job.jobID)
    handle(.submitted, for: job.jobID)
  }
}
