import ControlPlane
import DreyModel

// Jobs that a JobManager before this one took on.
extension Dispatcher {
  /// Goes on with a job that had not ended, from the newest of its checkpoints that can be read. To be called before any
  /// client can submit the same one.
  ///
  /// A job that takes no checkpoints fails, since what it has done already would be done again.
  func resume(_ job: StoredJob) {
    do throws(Failure) {
      let configuration = try JobConfiguration(job.submission, over: settings.options)
      add(job, configuration, origin: origin(of: job, configuration))
      if configuration.checkpoints.interval == nil { handle(.loadingFailed(Self.lost(job)), for: job.jobID) }
    } catch {
      add(job, JobConfiguration(), origin: .checkpoints([], folder: nil, savepoint: nil))
      handle(.loadingFailed(error), for: job.jobID)
    }
  }

  private func origin(of job: StoredJob, _ configuration: JobConfiguration) -> JobMaster.Origin {
    .checkpoints(
      job.checkpoints, folder: configuration.checkpoints.folder.map { "\($0)/\(job.jobID)" },
      savepoint: configuration.savepoint)
  }

  private static func lost(_ job: StoredJob) -> Failure {
    Failure(
      .infrastructure,
      "job '\(job.submission.graph.name)': the JobManager was restarted, and the job takes no checkpoints to go on from",
      advice: "Submit it again, with \(OptionKey.checkpointInterval.rawValue) to have it go on next time.")
  }
}
