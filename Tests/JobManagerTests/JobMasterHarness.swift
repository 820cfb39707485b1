import DreyModel

@testable import JobManager

/// A JobMaster with two vertices of parallelism 2 on two TaskManagers, and what it has asked for.
struct JobMasterHarness {
  var master: JobMaster
  private(set) var actions: [JobMaster.Action] = []
  var time = 1000

  init(
    parallelism: Int = 2, sinkGroup: String? = nil, strategy: ShipStrategy = .hash, options: [String: String] = [:]
  ) {
    let vertices = ["source", "sink"].enumerated().map { id, name in
      JobVertex(
        id: id, name: name, parallelism: parallelism,
        operators: [OperatorDescription(id: id, uid: name, name: name, outputType: "Int")],
        slotSharingGroup: id == 1 ? sinkGroup : nil)
    }
    let graph = JobGraph(
      name: "count", vertices: vertices, edges: [JobEdge(id: 0, source: 0, target: 1, shipStrategy: strategy)])
    let submission = JobSubmission(
      executionIndex: 3, graph: graph, main: MainRecord(values: ["id": "1"]), environment: ["LIMIT": "50"])
    var settings = JobMaster.Settings(
      artifact: Artifact(sha256: "00", size: 1), arguments: ["--input", "x"], environment: ["A": "B"],
      earlier: [], slotRequestTimeout: 5000)
    settings.random = { 0.5 }
    settings.configuration = (try? JobConfiguration(submission, over: Options(options))) ?? JobConfiguration()
    settings.origin = settings.configuration.savepoint.map { .savepoint($0) } ?? .scratch
    master = JobMaster(jobID: .random(), submission: submission, settings: settings, now: 400)
  }

  @discardableResult
  mutating func handle(_ event: JobMaster.Event) -> [JobMaster.Action] {
    let new = master.handle(event, at: time)
    actions += new
    return new
  }

  /// As it is with all workers ready and started.
  static func running(_ options: [String: String] = [:], strategy: ShipStrategy = .hash) -> JobMasterHarness {
    var harness = deploying(options, strategy: strategy)
    for each in ["a", "b"] { harness.report(each, .ready(dataPort: 5000)) }
    return harness
  }

  static func deploying(_ options: [String: String] = [:], strategy: ShipStrategy = .hash) -> JobMasterHarness {
    var harness = JobMasterHarness(strategy: strategy, options: options)
    harness.handle(.submitted)
    harness.grant()
    return harness
  }

  /// Slots on two TaskManagers.
  @discardableResult
  mutating func grant(_ names: [String] = ["a", "b"]) -> [JobMaster.Action] {
    handle(.slotsGranted(names.map(Self.slot), token: "token"))
  }

  static func slot(_ name: String) -> JobMaster.Slot { JobMaster.Slot(taskManager: name, host: "host-\(name)") }

  @discardableResult
  mutating func report(_ taskManager: String, _ report: WorkerReport, attempt: Int = 0) -> [JobMaster.Action] {
    handle(.report(taskManager: taskManager, attempt: attempt, report))
  }

  /// All subtasks of one TaskManager reach a state.
  @discardableResult
  mutating func all(_ taskManager: String, _ state: ExecutionState, attempt: Int = 0) -> [JobMaster.Action] {
    let subtasks = master.workers[.init(taskManager: taskManager, attempt: attempt)]?.subtasks ?? []
    return subtasks.flatMap {
      report(taskManager, .subtask(SubtaskUpdate(subtask: $0, state: state)), attempt: attempt)
    }
  }

  @discardableResult
  mutating func end(
    _ taskManager: String, code: Int32? = nil, signal: Int32? = nil, tail: [String] = [], attempt: Int = 0
  ) -> [JobMaster.Action] {
    handle(
      .workerEnded(
        taskManager: taskManager, attempt: attempt,
        WorkerEnd(exitCode: code, signal: signal, standardErrorTail: tail)))
  }

  @discardableResult
  mutating func fail(
    _ taskManager: String, _ subtask: SubtaskID, _ failure: Failure, attempt: Int = 0
  ) -> [JobMaster.Action] {
    report(taskManager, .subtask(SubtaskUpdate(subtask: subtask, state: .failed, failure: failure)), attempt: attempt)
  }

  /// The states that were reported, in order.
  var statuses: [JobStatus] {
    actions.compactMap { if case .report(.jobStatusChanged(_, _, let status, _)) = $0 { status } else { nil } }
  }

  var result: JobResult? { master.result }

  /// TaskManagers whose worker was told to end, in order.
  var cancelled: [String] {
    actions.compactMap { if case .send(let to, .cancel) = $0 { to } else { nil } }
  }
}
