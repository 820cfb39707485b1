import DreyModel

/// Decides when a run is over and how it ended, from what its members do. A value: events in, decisions out.
///
/// The JobManager has the last word. Members that end before it has said it are started again, unless they end again and
/// again: whether the application fails by that, the JobManager says. TaskManagers end because it tells them to; a short
/// while is left to them, so that all they printed arrives.
struct RunState: Sendable {
  enum Event: Sendable, Equatable {
    /// A member reported the application's end: the JobManager, or the client that ran `main()` and submits nothing any
    /// more.
    case applicationEnded(ApplicationResult, by: MemberRole = .jobManager)
    /// A member's container ended.
    /// - Parameter memoryLimit: in bytes; nil: none.
    /// - Parameters:
    ///   - lived: how long it ran since its last start.
    ///   - isOutOfMemory: whether a process of it was killed for want of memory.
    case exited(
      member: String, role: MemberRole, code: Int, memoryLimit: Int?, lived: Duration = .zero,
      isOutOfMemory: Bool = false)
    /// It was not started, since the cluster was about to end.
    case neverStarted(member: String)
    /// All that a member wrote was read.
    case drained(member: String)
    /// ``Decision/startGrace(_:)`` was given and has passed.
    case gracePassed
  }

  enum Decision: Sendable, Equatable {
    case goOn
    /// Only stragglers are left: report ``Event/gracePassed`` after this long.
    case startGrace(Duration)
    /// Nobody told these members that the cluster has ended: end them, then as with ``startGrace(_:)``, after ``RunState/patience``.
    case kill([String])
    /// Start a member again that ended before its time.
    case restart(String)
    case end(RunOutcome)
  }

  /// What is left to the JobManager, once a TaskManager has ended, to say why the application fails; and to a member
  /// that was killed, to be gone.
  static let patience: Duration = .seconds(10)
  /// What is left to TaskManagers, once the JobManager has ended, to end because it told them to.
  static let grace: Duration = .seconds(1)

  /// How often a member is started again that ends soon after each start (``RuntimeEngine/shortLife``), before its
  /// death counts as the application's.
  static let restarts = 8

  private let engine: any RuntimeEngine
  private var exiting: Set<String>
  /// How many outputs of a member are not read to their ends; more than one where it was started again.
  private var draining: [String: Int]
  /// How often a member ended soon after its start, one time after the other.
  private var shortLives: [String: Int] = [:]
  /// Who ended for want of memory.
  private var starved: Set<String> = []
  private var result: ApplicationResult?
  private var hasKilled = false
  /// TaskManagers that ended as if they had been told to, while nothing was heard of the application's end.
  private var resting: [String] = []
  /// `main()` ended without a job.
  private var isWithoutJob = false
  private var jobManagerEnd: (code: Int, memoryLimit: Int?)?
  /// The first TaskManager that ended while the JobManager ran, in case that one never says why.
  private var suspect: Failure?

  /// - Parameter engine: what runs in the members.
  init(members: [String], engine: ClusterEngine = ClusterEngine()) {
    self.engine = engine.runtime
    exiting = Set(members)
    draining = Dictionary(uniqueKeysWithValues: exiting.map { ($0, 1) })
  }

  mutating func handle(_ event: Event) -> Decision {
    switch event {
    case .applicationEnded(let result, let role): return applicationEnded(result, by: role)
    case .exited(let member, let role, let code, let memoryLimit, let lived, let isOutOfMemory):
      exiting.remove(member)
      shortLives[member] = lived < engine.shortLife ? shortLives[member, default: 0] + 1 : 1
      if isOutOfMemory { starved.insert(member) }
      return exited(member, role, code, memoryLimit)
    case .neverStarted(let member):
      exiting.remove(member)
      draining[member] = nil
      return endIfComplete()
    case .drained(let member):
      let rest = (draining[member] ?? 1) - 1
      draining[member] = rest > 0 ? rest : nil
      return endIfComplete()
    case .gracePassed:
      return graceEnded()
    }
  }

  private mutating func exited(_ member: String, _ role: MemberRole, _ code: Int, _ memoryLimit: Int?) -> Decision {
    switch role {
    case .jobManager:
      if mayReturn(member, role, code) { return restart(member) }
      jobManagerEnd = (code, memoryLimit)
      resting = []
      let decision = endIfComplete()
      guard decision == .goOn else { return decision }
      return engine.endsTaskManagers ? .startGrace(Self.grace) : killRest()
    case .taskManager:
      guard jobManagerEnd == nil, suspect == nil, result == nil else { return endIfComplete() }
      if mayReturn(member, role, code) { return code == ExitCode.finished.rawValue ? rest(member) : restart(member) }
      suspect = death(of: member, code: code, memoryLimit)
      return .startGrace(Self.patience)
    case .client:
      // Its job goes on without it, and what it said otherwise was heard.
      guard code != 0, jobManagerEnd == nil, suspect == nil, result == nil else { return endIfComplete() }
      suspect = death(of: member, code: code, memoryLimit)
      return .startGrace(Self.patience)
    }
  }

  /// Whether a member that ended before its time is started again. A JobManager that has said how the application ended,
  /// that ends without a failure, or to which `main()` would do the same again, is not; neither is who refuses its
  /// options.
  private func mayReturn(_ member: String, _ role: MemberRole, _ code: Int) -> Bool {
    guard result == nil, suspect == nil, !hasKilled, engine.restartable.contains(role) else { return false }
    if role == .jobManager, code == ExitCode.finished.rawValue || starved.contains(member) { return false }
    return code != ExitCode.usage.rawValue && shortLives[member, default: 0] <= Self.restarts
  }

  /// What the JobManager says counts more than what `main()` made of it.
  private mutating func applicationEnded(_ result: ApplicationResult, by role: MemberRole) -> Decision {
    if role == .jobManager || self.result == nil { self.result = result }
    guard role == .client else { return .goOn }
    // There is no job, so the JobManager would wait for one for ever.
    isWithoutJob = true
    return killRest()
  }

  private mutating func restart(_ member: String) -> Decision {
    exiting.insert(member)
    draining[member, default: 0] += 1
    return .restart(member)
  }

  /// Most likely the JobManager told it to end, and what it says of that has not been read yet.
  private mutating func rest(_ member: String) -> Decision {
    resting.append(member)
    return .startGrace(Self.grace)
  }

  private mutating func killRest() -> Decision {
    guard !exiting.isEmpty, !hasKilled else { return endIfComplete() }
    hasKilled = true
    return .kill(exiting.sorted())
  }

  /// Once all containers have ended, what they wrote is read to its end however long that takes.
  private mutating func graceEnded() -> Decision {
    if !resting.isEmpty {
      let member = resting.removeFirst()
      return result == nil && suspect == nil ? restart(member) : endIfComplete()
    }
    guard let outcome else { return suspect.map { .end(RunOutcome($0)) } ?? .goOn }
    guard !exiting.isEmpty else { return .goOn }
    return hasKilled ? .end(outcome) : killRest()
  }

  private func endIfComplete() -> Decision {
    guard let outcome, exiting.isEmpty, draining.isEmpty else { return .goOn }
    return .end(outcome)
  }

  /// What the JobManager said at the end, or else what its exit code says; nil while it runs.
  private var outcome: RunOutcome? {
    if isWithoutJob, let result { return RunOutcome(result) }
    guard let jobManagerEnd else { return nil }
    if let result { return RunOutcome(result) }
    return RunOutcome(
      death(of: ContainerContract.jobManagerHost, code: jobManagerEnd.code, jobManagerEnd.memoryLimit))
  }

  private func death(of member: String, code: Int, _ memoryLimit: Int?) -> Failure {
    let times = shortLives[member, default: 0]
    let again = times > 1 ? ", the \(times). time within a short while" : ""
    guard code == 137 else {
      return Failure(.infrastructure, "\(member) ended with exit code \(code) before the application did\(again)")
    }
    let advice = memoryLimit.map {
      "If nobody killed it, it needed more than its limit of \($0 >> 20) MiB of memory: "
        + "raise --\(member.hasPrefix("task") ? "taskmanager" : "jobmanager")-memory."
    }
    return Failure(
      .infrastructure, "\(member) was killed (exit code 137) before the application ended\(again)",
      advice: advice ?? "If nobody killed it, this machine has run out of memory; the kernel's log says so.")
  }
}
