import ControlPlane
import DreyModel

// Jobs that have been found valid, wherever they come from.
extension Dispatcher {
  /// Takes on a new job.
  func accept(_ job: StoredJob, _ configuration: JobConfiguration) {
    store.accepted(job)
    add(job, configuration, origin: configuration.savepoint.map { .savepoint($0) } ?? .scratch)
    offerSlots()
  }

  /// Gives a job its state machine, which begins.
  func add(_ job: StoredJob, _ configuration: JobConfiguration, origin: JobMaster.Origin) {
    let clockOffset = WallClock.now - now
    let settings = JobMaster.Settings(
      artifact: job.artifact, arguments: job.arguments, environment: job.environment,
      earlierResults: job.earlierResults, slotRequestTimeout: settings.slotRequestTimeout,
      configuration: configuration, origin: origin, clockOffset: clockOffset)
    let master = JobMaster(
      jobID: job.jobID, submission: job.submission, settings: settings, now: job.submittedAt - clockOffset)
    jobs[job.jobID] = Job(master: master, sessionJob: job.sessionJob)
    order.append(job.jobID)
    warn(of: configuration, job.submission.graph.name)
    handle(.submitted, for: job.jobID)
  }

  private func warn(of configuration: JobConfiguration, _ name: String) {
    guard configuration.checkpoints.askedConcurrent > 1 else { return }
    events.log(
      "WARN", source: "jobmanager",
      "job '\(name)': \(OptionKey.checkpointMaxConcurrent.rawValue) is \(configuration.checkpoints.askedConcurrent),"
        + " but one checkpoint is taken at a time")
  }
}
