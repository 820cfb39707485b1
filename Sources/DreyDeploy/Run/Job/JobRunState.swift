import DreyModel

/// How many slots a job can have at most.
struct SlotLimit: Sendable, Equatable {
  var count: Int
  /// Who has them, such as `its cluster would have`.
  var owner: String

  init(_ count: Int, of owner: String = "its cluster would have") {
    self.count = count
    self.owner = owner
  }
}

/// Decides what happens in a run whose `main()` is on the client and whose jobs have a cluster each. A value: events in,
/// decisions out.
///
/// What main() is told of is its own affair: a failure that it catches is none of the run's.
struct JobRunState: Sendable {
  enum Event: Sendable, Equatable {
    /// `main()` called `execute`.
    case submitted(JobSubmission)
    /// A job's cluster is gone.
    case clusterEnded(executionIndex: Int, RunOutcome, milliseconds: Int)
    /// `main()` has ended; why it failed, or nil.
    case mainEnded(Failure?)
    /// The run was interrupted, or its time has passed.
    case stopped(Failure)
  }

  enum Decision: Sendable, Equatable {
    /// Make a cluster for this job.
    case deploy(ShippedJob)
    /// Tell `main()` how a job ended.
    case answer(executionIndex: Int, JobResult)
    /// Interrupt and remove all clusters.
    case cancelClusters
    /// End the process of `main()`.
    case endMain
    case end(RunOutcome)
  }

  private let slots: SlotLimit
  private var names: [Int: String] = [:]
  private var results: [Int: JobResult] = [:]
  private var running: Set<Int> = []
  private var mainHasEnded = false
  /// Why the run as a whole failed: the first cause.
  private var failure: Failure?
  /// What could not be removed.
  private var leftover: Failure?

  init(slots: SlotLimit) { self.slots = slots }

  mutating func handle(_ event: Event) -> [Decision] {
    switch event {
    case .submitted(let submission): submitted(submission)
    case .clusterEnded(let index, let outcome, let milliseconds): clusterEnded(index, outcome, milliseconds)
    case .mainEnded(let failure): mainEnded(failure)
    case .stopped(let failure): stopped(failure)
    }
  }

  private mutating func submitted(_ submission: JobSubmission) -> [Decision] {
    let index = submission.executionIndex
    guard !mainHasEnded, names[index] == nil else { return [] }
    do throws(Failure) {
      if let failure { throw failure }
      try submission.validate()
      try checkSlots(for: submission.graph)
    } catch {
      names[index] = submission.graph.name
      let refusal = JobResult(
        jobID: .random(), name: submission.graph.name, status: .failed, netRuntime: 0, failure: error)
      results[index] = refusal
      return [.answer(executionIndex: index, refusal)]
    }
    names[index] = submission.graph.name
    running.insert(index)
    return [.deploy(ShippedJob(submission: submission, earlierResults: (0..<index).map { results[$0] }))]
  }

  private func checkSlots(for graph: JobGraph) throws(Failure) {
    guard graph.requiredSlots > slots.count else { return }
    throw Failure(
      .usage, "job '\(graph.name)' needs \(graph.requiredSlots) slots, but \(slots.owner) \(slots.count)",
      advice: "Raise --task-managers or --slots, or lower the job's parallelism.")
  }

  private mutating func clusterEnded(_ index: Int, _ outcome: RunOutcome, _ milliseconds: Int) -> [Decision] {
    guard running.remove(index) != nil else { return [] }
    let result = result(of: index, outcome, milliseconds)
    results[index] = result
    if result.status == .finished, outcome.exitCode != .finished { leftover = leftover ?? outcome.failure }
    if mainHasEnded { failure = failure ?? result.failure }
    return (mainHasEnded ? [] : [.answer(executionIndex: index, result)]) + endIfComplete()
  }

  /// What the JobManager said, or else what the end of its cluster says.
  private func result(of index: Int, _ outcome: RunOutcome, _ milliseconds: Int) -> JobResult {
    if let said = outcome.application?.jobs.first {
      guard said.status != .finished else { return said }
      var failed = said
      failed.failure = outcome.failure ?? said.failure
      return failed
    }
    let name = names[index] ?? ""
    let failure =
      outcome.failure ?? Failure(.infrastructure, "the cluster of job '\(name)' ended without a word about the job")
    let isCancelled = outcome.exitCode == .cancelled || outcome.exitCode == .interrupted
    return JobResult(
      jobID: .random(), name: name, status: isCancelled ? .canceled : .failed, netRuntime: milliseconds,
      failure: failure)
  }

  private mutating func mainEnded(_ cause: Failure?) -> [Decision] {
    guard !mainHasEnded else { return [] }
    mainHasEnded = true
    failure = failure ?? cause
    return (cause != nil && !running.isEmpty ? [.cancelClusters] : []) + endIfComplete()
  }

  private mutating func stopped(_ cause: Failure) -> [Decision] {
    failure = failure ?? cause
    return [.cancelClusters, .endMain]
  }

  private func endIfComplete() -> [Decision] { mainHasEnded && running.isEmpty ? [.end(outcome)] : [] }

  private var outcome: RunOutcome {
    let status: ApplicationStatus = failure == nil ? .succeeded : failure?.domain == .cancelled ? .canceled : .failed
    let jobs = results.sorted { $0.key < $1.key }.map(\.value)
    var outcome = RunOutcome(ApplicationResult(status: status, jobs: jobs, failure: failure))
    if outcome.exitCode == .finished, let leftover {
      outcome.exitCode = .infrastructure
      outcome.failure = leftover
    }
    return outcome
  }
}
