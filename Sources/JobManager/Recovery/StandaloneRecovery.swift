import DreyModel

/// What the JobManager of a cluster that ends with its work does about what one before it left.
enum StandaloneRecovery: Sendable, Equatable {
  /// There is nothing: the work begins.
  case begin
  /// All was over already.
  case ended(ApplicationResult)
  /// The work begins again, and these jobs of it go on where they were.
  case resume([StoredJob])
  /// Something that was done already would be done again.
  case refuse(Failure)

  /// - Parameter takesCheckpoints: whether a job can go on from a checkpoint, or begin again without having done anything
  ///   that counts.
  init(_ found: RecoveredJobs, takesCheckpoints: (StoredJob) -> Bool) {
    if let application = found.application {
      self = .ended(application)
    } else if let problem = found.problems.first {
      self = .refuse(Self.failure("what it left cannot be read: \(problem.message)"))
    } else if let job = found.running.first(where: { !takesCheckpoints($0) }) {
      self = .refuse(
        Self.failure(
          "job '\(job.submission.graph.name)' was running and takes no checkpoints",
          "Set execution.checkpointing.interval, or call env.enableCheckpointing in main()."))
    } else if let (job, refusal) = found.running.lazy.compactMap({ job in
      RepeatedDeaths.refusal(of: job).map { (job, $0) }
    }).first {
      self = .refuse(Self.failure("job '\(job.submission.graph.name)': \(refusal.message)", refusal.advice))
    } else if found.running.isEmpty, found.ended.isEmpty {
      self = .begin
    } else {
      self = .resume(found.running)
    }
  }

  private static func failure(_ why: String, _ advice: String? = nil) -> Failure {
    Failure(.infrastructure, "the JobManager was started again and cannot go on: \(why)", advice: advice)
  }
}
