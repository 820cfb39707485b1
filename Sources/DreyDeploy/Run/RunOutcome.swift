public import DreyModel

/// How a run ended.
public struct RunOutcome: Sendable, Equatable {
  public var exitCode: ExitCode
  /// What the application's JobManager said at the end, if it came to that.
  public var application: ApplicationResult?
  public var failure: Failure?
  /// The folders that say more of failures, one for each cluster that failed.
  public var postMortems: [String] = []
  /// The clusters that stay on the engine.
  public var keptClusters: [ClusterName] = []
  /// The jobs that were submitted to a session and left to it.
  public var submittedJobs: [JobID] = []
  /// What was saved of the jobs of a run that was interrupted.
  public var savedStates: [SavedState] = []
  /// Seconds per phase, in the order of the phases.
  public var durations: [PhaseDuration] = []

  public init(exitCode: ExitCode, application: ApplicationResult? = nil, failure: Failure? = nil) {
    self.exitCode = exitCode
    self.application = application
    self.failure = failure
  }

  /// A run that ended by a failure.
  public init(_ failure: Failure) { self.init(exitCode: ExitCode(failure.domain), failure: failure) }

  /// A run that was interrupted, and what was saved of its jobs.
  init(interrupted saved: [SavedState]) {
    self.init(Failure(.interrupted, "interrupted"))
    savedStates = saved
  }

  /// What the end of the only job means for whoever ran it.
  init(of job: JobResult) {
    let status: ApplicationStatus =
      job.status == .finished ? .succeeded : job.status == .canceled ? .canceled : .failed
    self.init(ApplicationResult(status: status, jobs: [job], failure: job.failure))
  }

  /// What an application's end means for whoever ran it.
  public init(_ result: ApplicationResult) {
    let code: ExitCode =
      switch result.status {
      case .succeeded: .finished
      case .canceled: .cancelled
      case .failed, .unknown: result.failure.map { ExitCode($0.domain) } ?? .jobFailed
      }
    self.init(exitCode: code, application: result, failure: result.failure)
  }
}

/// What one phase took.
public struct PhaseDuration: Sendable, Equatable {
  public var phase: RunPhase
  public var seconds: Double

  public init(phase: RunPhase, seconds: Double) {
    self.phase = phase
    self.seconds = seconds
  }

  /// One entry per phase, in the order of the phases. Of clusters side by side the times are added up.
  static func sum(_ parts: [PhaseDuration]) -> [PhaseDuration] {
    RunPhase.allCases.compactMap { phase in
      let seconds = parts.filter { $0.phase == phase }.map(\.seconds)
      return seconds.isEmpty ? nil : PhaseDuration(phase: phase, seconds: seconds.reduce(0, +))
    }
  }
}
