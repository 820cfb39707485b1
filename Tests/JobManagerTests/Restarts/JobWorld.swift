import DreyModel
import Glibc

@testable import JobManager

/// Numbers that are the same for the same seed.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// A job in a world that does whatever it likes, and what must hold all the same.
struct JobWorld {
  private(set) var job: JobMasterHarness
  private(set) var violations: [String] = []
  private var numbers: SeededNumbers
  private var timers: [JobMaster.Timer: Int] = [:]
  /// What the worker processes run that are there.
  private var alive: [JobMaster.WorkerID: [SubtaskID]] = [:]
  /// The splits that sources were told to read.
  private var told: [SubtaskID: [UInt8]] = [:]
  /// Attempts for which splits are being kept.
  private var keeping: [Int] = []
  private var status = JobStatus.created
  private var ends = 0

  private static let legal: [JobStatus: Set<JobStatus>] = [
    .created: [.created, .running, .failing, .cancelling], .running: [.restarting, .failing, .cancelling, .finished],
    .restarting: [.running, .failing, .cancelling], .failing: [.failed], .cancelling: [.canceled],
  ]

  init(seed: UInt64, options: [String: String], strategy: ShipStrategy = .hash) {
    numbers = SeededNumbers(seed: seed)
    job = JobMasterHarness(strategy: strategy, options: options)
    happen(.submitted)
  }

  var hasEnded: Bool { job.master.phase == .ended }

  /// Something comes to pass, and what the job does about it is looked at.
  private mutating func happen(_ event: JobMaster.Event) {
    let hadEnded = hasEnded
    if case .workerEnded(let id, let attempt, _) = event { alive[.init(taskManager: id, attempt: attempt)] = nil }
    if case .taskManagerLost(let id, _) = event { alive = alive.filter { $0.key.taskManager != id } }
    if case .timer(let timer) = event { timers[timer] = nil }
    let actions = job.handle(event)
    if hadEnded, !actions.isEmpty { violations.append("after the end: \(actions)") }
    for action in actions { look(at: action) }
    if ends > 0, actions.contains(where: { if case .ended = $0 { true } else { false } }) {
      if case .ended? = actions.last {} else { violations.append("something follows the end") }
    }
  }

  private mutating func look(at action: JobMaster.Action) {
    switch action {
    case .report(.jobStatusChanged(_, _, let next, _)):
      if Self.legal[status]?.contains(next) != true { violations.append("\(status) -> \(next)") }
      status = next
    case .startTimer(let timer, let milliseconds): timers[timer] = job.time + milliseconds
    case .send(let taskManager, .launch(let launch)):
      launched(launch.deployment, on: taskManager)
    case .keep(_, let attempt): keeping.append(attempt)
    case .send(_, .command(_, _, .splits(let parts))):
      for part in parts where told.updateValue(part.bytes, forKey: part.subtask) ?? part.bytes != part.bytes {
        violations.append("\(part.subtask) reads something else than before")
      }
    case .send(let id, .command(_, let attempt, _)), .send(let id, .cancel(_, let attempt)),
      .send(let id, .start(_, let attempt, _)):
      let worker = JobMaster.WorkerID(taskManager: id, attempt: attempt)
      if job.master.workers[worker] == nil { violations.append("told attempt \(attempt)") }
    case .abandon(let taskManager): alive = alive.filter { $0.key.taskManager != taskManager }
    case .ended:
      ends += 1
      if ends > 1 { violations.append("ended twice") }
    default: break
    }
  }

  private mutating func launched(_ deployment: WorkerDeployment, on taskManager: String) {
    let regions = job.master.regions
    for (other, subtasks) in alive where other.attempt != deployment.attempt {
      let common = Set(subtasks.map(regions.region)).intersection(deployment.subtasks.map(regions.region))
      if !common.isEmpty { violations.append("\(other) is still there, with \(common)") }
    }
    alive[.init(taskManager: taskManager, attempt: deployment.attempt)] = deployment.subtasks
  }

  /// One more thing, likely or not.
  mutating func step() {
    job.time += Int.random(in: 0...400, using: &numbers)
    guard Int.random(in: 0..<5, using: &numbers) < 3 else { return surprise() }
    help()
  }

  /// What a healthy cluster would do next.
  private mutating func help() {
    let master = job.master
    let workers = master.workers.filter { !$0.value.hasEnded }.sorted { $0.key < $1.key }
    guard let (id, worker) = workers.randomElement(using: &numbers) else { return grantOrRefuse() }
    if master.isWaitingForSlots, Bool.random(using: &numbers) { return grantOrRefuse() }
    let (taskManager, attempt) = (id.taskManager, id.attempt)
    if master.phase == .deploying, attempt == master.attempt {
      if !keeping.isEmpty, Bool.random(using: &numbers) {
        return happen(.splitsKept(attempt: keeping.removeFirst()))
      }
      if worker.dataPort == nil { enumerate(id) }
      return happen(.report(taskManager: taskManager, attempt: attempt, .ready(dataPort: 5000)))
    }
    if master.phase == .ending, worker.isAffected {
      let end = WorkerEnd(exitCode: nil, signal: SIGTERM, standardErrorTail: [])
      return happen(.workerEnded(taskManager: taskManager, attempt: attempt, end))
    }
    if worker.subtasks.allSatisfy({ master.subtasks[$0] == .finished }) {
      let end = WorkerEnd(exitCode: 0, signal: nil, standardErrorTail: [])
      return happen(.workerEnded(taskManager: taskManager, attempt: attempt, end))
    }
    guard let subtask = worker.subtasks.randomElement(using: &numbers) else { return }
    if master.isRunning, let pending = master.checkpoints.pending.randomElement(using: &numbers) {
      return help(pending, id, subtask)
    }
    if master.isRunning, Int.random(in: 0..<4, using: &numbers) > 0 { return happen(.timer(.checkpoints)) }
    let state = master.isRunning ? ExecutionState.finished : .running
    happen(
      .report(taskManager: taskManager, attempt: attempt, .subtask(SubtaskUpdate(subtask: subtask, state: state))))
  }

  /// Another listing each time.
  private mutating func enumerate(_ worker: JobMaster.WorkerID) {
    for vertex in job.master.assignment.asked(of: worker) {
      let parts = [0, 1].map {
        SplitsPart(subtask: SubtaskID(vertex: vertex, index: $0), bytes: [.random(in: 0...255, using: &numbers)])
      }
      happen(.report(taskManager: worker.taskManager, attempt: worker.attempt, .enumerated(parts)))
    }
  }

  private mutating func help(_ pending: PendingCheckpoint, _ id: JobMaster.WorkerID, _ subtask: SubtaskID) {
    switch pending.phase {
    case .makingFolder: happen(.checkpoint(.folderMade(pending.id)))
    case .writingMetadata: happen(.checkpoint(.written(pending.id)))
    case .running:
      let file = SnapshotFile(path: "\(pending.trigger.folder)/x", byteCount: 1)
      let snapshot = SubtaskSnapshot(checkpointID: pending.id, subtask: subtask, file: file)
      happen(.report(taskManager: id.taskManager, attempt: id.attempt, .checkpoint(.acknowledged(snapshot))))
    }
  }

  private mutating func surprise() {
    switch Int.random(in: 0..<20, using: &numbers) {
    case 0: if let due = timers.keys.sorted(by: { "\($0)" < "\($1)" }).randomElement(using: &numbers) { fire(due) }
    case 1: happen(.timer(anyTimer))
    case 2, 3, 4: grantOrRefuse()
    case 5, 6, 7: happen(.report(taskManager: taskManager, attempt: attempt, .ready(dataPort: 5000)))
    case 8, 9, 10, 11, 12: happen(.report(taskManager: taskManager, attempt: attempt, .subtask(update)))
    case 13: happen(.workerEnded(taskManager: taskManager, attempt: attempt, end))
    case 14: if Bool.random(using: &numbers) { happen(.taskManagerLost(taskManager, reason: "gone")) }
    case 15, 16: happen(.checkpoint(checkpointEvent))
    case 17, 18: happen(.report(taskManager: taskManager, attempt: attempt, .checkpoint(report)))
    default: rare()
    }
  }

  private mutating func rare() {
    switch Int.random(in: 0..<30, using: &numbers) {
    case 0: happen(.cancel(Failure(.cancelled, "stop")))
    case 1: happen(.report(taskManager: taskManager, attempt: attempt, .refused(Failure(.user, "no"))))
    case 2: happen(.loaded(FoundCheckpoints(highestID: 9)))
    case 3: happen(.loadingFailed(Failure(.infrastructure, "no")))
    case 4: happen(.submitted)
    default: happen(.timer(.checkpoints))
    }
  }

  private mutating func fire(_ timer: JobMaster.Timer) {
    job.time = max(job.time, timers[timer] ?? 0)
    happen(.timer(timer))
  }

  private mutating func grantOrRefuse() {
    // Slots come only to those that wait: what is given is taken.
    guard job.master.isWaitingForSlots else { return }
    if Bool.random(using: &numbers) {
      let slots = (0..<job.master.neededSlots).map { _ in JobMasterHarness.slot(taskManager) }
      happen(.slotsGranted(slots, token: "t"))
    } else {
      happen(.slotsMissing(available: Int.random(in: 0...1, using: &numbers)))
    }
  }

  private var taskManager: String { mutating get { ["a", "b", "c"].randomElement(using: &numbers) ?? "a" } }

  /// Mostly the present one.
  private var attempt: Int {
    mutating get {
      let offset = [0, 0, 0, 0, 0, -1, -2, 1].randomElement(using: &numbers) ?? 0
      return max(0, job.master.attempt + offset)
    }
  }

  private var subtask: SubtaskID {
    mutating get {
      SubtaskID(vertex: Int.random(in: 0...1, using: &numbers), index: Int.random(in: 0...1, using: &numbers))
    }
  }

  private var update: SubtaskUpdate {
    mutating get {
      let states: [ExecutionState] = [.initializing, .running, .running, .running, .running, .finished, .failed]
      let domain: Failure.Domain = Bool.random(using: &numbers) ? .user : .infrastructure
      return SubtaskUpdate(
        subtask: subtask, state: states.randomElement(using: &numbers) ?? .running, failure: Failure(domain, "x"))
    }
  }

  private var end: WorkerEnd {
    mutating get {
      let ends: [(Int32?, Int32?)] = [(0, nil), (1, nil), (nil, SIGTERM), (nil, SIGILL), (nil, nil)]
      let end = ends.randomElement(using: &numbers) ?? (0, nil)
      return WorkerEnd(exitCode: end.0, signal: end.1, standardErrorTail: [])
    }
  }

  private var anyTimer: JobMaster.Timer {
    mutating get {
      let attempt = attempt
      let all: [JobMaster.Timer] = [
        .slots(attempt: attempt), .deployment(attempt: attempt), .settling(attempt: attempt),
        .cancellation(attempt: attempt + 1), .backoff(attempt: attempt + 1), .loading,
        .exit(taskManager: taskManager, attempt: attempt), .checkpoints,
      ]
      return all.randomElement(using: &numbers) ?? .checkpoints
    }
  }

  private var checkpointID: Int {
    mutating get { (job.master.checkpoints.pending.last?.id ?? 1) - Int.random(in: 0...1, using: &numbers) }
  }

  private var checkpointEvent: CheckpointCoordinator.Event {
    mutating get {
      let id = checkpointID
      switch Int.random(in: 0..<8, using: &numbers) {
      case 0, 1, 2: return .folderMade(id)
      case 3, 4, 5: return .written(id)
      case 6: return .storageFailed(id, Failure(.infrastructure, "disk full"))
      default:
        let kind = SnapshotKind.allCases.randomElement(using: &numbers) ?? .savepoint
        return .requested(SavepointRequest(id: .random(), kind: kind, target: "/saved", suffix: "x"))
      }
    }
  }

  private var report: CheckpointReport {
    mutating get {
      let id = checkpointID
      let folder = job.master.checkpoints.pending.first { $0.id == id }?.trigger.folder ?? "/x"
      switch Int.random(in: 0..<12, using: &numbers) {
      case 0: return .declined(subtask, checkpointID: id, Failure(.infrastructure, "disk full"))
      case 1: return .awaitsFinal(subtask)
      case 2: return .unreadable(subtask, checkpointID: id, Failure(.infrastructure, "torn"))
      default:
        let file = SnapshotFile(path: "\(folder)/x", byteCount: 1)
        return .acknowledged(SubtaskSnapshot(checkpointID: id, subtask: subtask, file: file))
      }
    }
  }

  /// Nothing comes any more but deadlines. A job that runs is cancelled, since that is no state to wait in.
  mutating func letTimePass() {
    for _ in 0..<200 where !hasEnded {
      if job.master.phase == .running { happen(.cancel(Failure(.cancelled, "enough"))) }
      let next = timers.filter { $0.key != .checkpoints }.min { ($0.value, "\($0.key)") < ($1.value, "\($1.key)") }
      guard let next else { break }
      fire(next.key)
    }
    if !hasEnded { violations.append("stuck: \(job.master.phase), \(job.master.status)") }
    if let status = job.result?.status, !status.isGloballyTerminal { violations.append("ended as \(status)") }
  }
}
