import DreyDeploy
import DreyModel

/// How a run ended: the last thing that `run`, `apply` and `session start` print.
struct RunReport: Renderable {
  struct Job: Encodable {
    var id: String
    var name: String
    var status: JobStatus
    /// Milliseconds from submission to end.
    var netRuntime: Int
    var failure: Failure?
    /// By the operator that dropped them; nil: none were.
    var lateRecordsDropped: [String: Int]?

    init(_ result: JobResult) {
      id = result.jobID.hex
      name = result.name
      status = result.status
      netRuntime = result.netRuntime
      failure = result.failure
      lateRecordsDropped = result.lateRecordsDropped.isEmpty ? nil : result.lateRecordsDropped
    }
  }

  struct State: Encodable {
    var job: String
    var kind: String
    var path: String
    var hostPath: String?

    init(_ state: SavedState) {
      job = state.job.hex
      kind = state.kind.noun
      path = state.path
      hostPath = state.hostPath
    }
  }

  struct Phase: Encodable {
    var phase: String
    var seconds: Double

    init(_ duration: PhaseDuration) {
      phase = duration.phase.rawValue
      seconds = RunReport.rounded(duration.seconds)
    }
  }

  var type = "result"
  var exitCode: ExitCode
  /// The cluster's name; in job mode those of its jobs' clusters begin with it.
  var cluster: String?
  /// The application's, with Flink's names; nil where it did not come to its end.
  var status: ApplicationStatus?
  var jobs: [Job]
  var submittedJobs: [String]
  var failure: Failure?
  var phases: [Phase]
  var seconds: Double
  var postMortems: [String]
  var keptClusters: [String]
  /// What was saved of the jobs of a run that was interrupted.
  var savedStates: [State]
  /// What people get on standard output.
  let text: String

  init(_ outcome: RunOutcome, cluster: String?, seconds: Double, text: String) {
    exitCode = outcome.exitCode
    self.cluster = cluster
    status = outcome.application?.status
    jobs = outcome.application?.jobs.map(Job.init) ?? []
    submittedJobs = outcome.submittedJobs.map(\.hex)
    failure = outcome.failure
    phases = outcome.durations.map(Phase.init)
    self.seconds = Self.rounded(seconds)
    postMortems = outcome.postMortems
    keptClusters = outcome.keptClusters.map(\.text)
    savedStates = outcome.savedStates.map(State.init)
    self.text = text
  }

  /// To milliseconds.
  private static func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }

  private enum CodingKeys: String, CodingKey {
    case type, exitCode, cluster, status, jobs, submittedJobs, failure, phases, seconds, postMortems, keptClusters,
      savedStates
  }
}
