import DreyModel
import Glibc
import Testing

@testable import JobManager

/// A job of two parts that exchange nothing, one on each TaskManager, of which one fails.
@Suite struct RegionFailoverTests {
  private static let options = [
    "execution.checkpointing.interval": "1 s", "execution.checkpointing.dir": "/state",
    "restart-strategy.type": "fixed-delay", "restart-strategy.fixed-delay.attempts": "9",
    "restart-strategy.fixed-delay.delay": "0 ms",
  ]
  private let sources = [0, 1].map { SubtaskID(vertex: 0, index: $0) }
  private let sinks = [0, 1].map { SubtaskID(vertex: 1, index: $0) }
  private let crash = Failure(.user, "crash")

  private func running(
    strategy: ShipStrategy = .forward, _ more: [String: String] = [:]
  ) -> JobMasterHarness {
    var job = JobMasterHarness.running(Self.options.merging(more) { $1 }, strategy: strategy)
    for each in ["a", "b"] { job.all(each, .running) }
    return job
  }

  private func launches(_ actions: [JobMaster.Action]) -> [(String, WorkerDeployment)] {
    actions.compactMap { if case .send(let to, .launch(let launch)) = $0 { (to, launch.deployment) } else { nil } }
  }

  private func commands(_ actions: [JobMaster.Action], to taskManager: String) -> [WorkerCommand] {
    actions.compactMap { if case .send(taskManager, .command(_, _, let command)) = $0 { command } else { nil } }
  }

  @Test func whatIsNotConnectedWithItGoesOn() throws {
    var job = running()
    let lost = job.handle(.taskManagerLost("a", reason: "gone"))
    #expect(job.cancelled == [])
    #expect(lost.contains(.requestSlots(keeping: ["b": 1])))
    #expect(job.master.neededSlots == 1)
    #expect(job.master.subtasks[sources[1]] == .running && job.master.subtasks[sources[0]] == .scheduled)
    let told = lost.compactMap { if case .report(.jobRestarting(_, _, 1, 0, _, let count)) = $0 { count } else { nil } }
    #expect(told == [2])
    // A slot beside the worker that goes on.
    let deployed = launches(job.grant(["b"]))
    #expect(deployed.map(\.0) == ["b"])
    #expect(deployed.first?.1.subtasks == [sources[0], sinks[0]])
    let started = job.report("b", .ready(dataPort: 6000), attempt: 1)
    #expect(
      started == [
        .send(
          "b",
          .start(
            job.master.jobID, attempt: 1,
            peers: [WorkerAddress(host: "host-b", port: 6000, subtasks: [sources[0], sinks[0]])]))
      ])
    job.all("b", .running, attempt: 1)
    #expect(job.master.isRunning)
    for attempt in [0, 1] {
      job.all("b", .finished, attempt: attempt)
      job.end("b", code: 0, attempt: attempt)
    }
    #expect(job.statuses == [.created, .running, .restarting, .running, .finished])
  }

  @Test(arguments: [("full", ShipStrategy.forward), ("region", .hash), ("region", .rebalance)])
  func otherwiseAllBeginsAnew(strategy: String, edges: ShipStrategy) {
    var job = running(strategy: edges, ["jobmanager.execution.failover-strategy": strategy])
    job.handle(.taskManagerLost("a", reason: "gone"))
    #expect(job.cancelled == ["b"])
    #expect(job.end("b", signal: SIGTERM).contains(.requestSlots(keeping: [:])))
  }

  @Test func whatFailsWhileTheOtherRestartsBeginsAnewAsWell() {
    var job = running()
    job.handle(.taskManagerLost("a", reason: "gone"))
    job.fail("b", sources[1], crash)
    #expect(job.cancelled == ["b"])
    #expect(job.end("b", code: 1).contains(.requestSlots(keeping: [:])))
    #expect(job.master.neededSlots == 2)
    #expect(job.master.attempt == 2)
  }

  @Test func aLostTaskManagerIsOneFailureHoweverManyWorkersItHas() {
    var job = running(["restart-strategy.fixed-delay.attempts": "2"])
    job.handle(.taskManagerLost("a", reason: "gone"))
    job.grant(["b"])
    job.report("b", .ready(dataPort: 6000), attempt: 1)
    job.all("b", .running, attempt: 1)
    let lost = job.handle(.taskManagerLost("b", reason: "gone"))
    #expect(lost.contains(.requestSlots(keeping: [:])))
    #expect(job.master.attempt == 2 && job.master.neededSlots == 2)
    #expect(job.master.status == .restarting)
  }

  /// It would wait for the start of an attempt that is over.
  @Test func whatIsAboutToStartWhenAnotherPartFailsIsStartedAnew() {
    var job = running()
    job.handle(.taskManagerLost("a", reason: "gone"))
    job.grant(["c"])
    job.fail("b", sources[1], crash)
    #expect(Set(job.cancelled) == ["b", "c"])
    job.end("b", code: 1)
    job.end("c", signal: SIGTERM, attempt: 1)
    #expect(launches(job.grant(["c", "d"])).flatMap(\.1.subtasks).count == 4)
  }

  @Test func aPartThatHasFinishedStaysSo() {
    var job = running()
    job.all("b", .finished)
    job.end("b", code: 0)
    job.fail("a", sources[0], crash)
    job.end("a", code: 1)
    #expect(job.master.neededSlots == 1)
    job.grant(["c"])
    job.report("c", .ready(dataPort: 6000), attempt: 1)
    job.all("c", .finished, attempt: 1)
    job.end("c", code: 0, attempt: 1)
    #expect(job.result?.status == .finished)
  }

  @Test func itGivesUpTheCheckpointUnderWayAndWaitsForALastOneAllTheSame() {
    var job = running()
    job.time += 1000
    job.handle(.timer(.checkpoints))
    job.handle(.checkpoint(.folderMade(1)))
    job.report("b", .checkpoint(.awaitsFinal(sinks[1])))
    let lost = job.handle(.taskManagerLost("a", reason: "gone"))
    #expect(commands(lost, to: "b") == [.checkpointAborted(1)])
    job.grant(["c"])
    job.report("c", .ready(dataPort: 6000), attempt: 1)
    let begun = job.all("c", .running, attempt: 1)
    #expect(
      begun.contains { if case .store(.makeFolder(2, _)) = $0 { true } else { false } }, "one waits for it")
    let taken = job.handle(.checkpoint(.folderMade(2)))
    #expect(commands(taken, to: "b").count == 1 && commands(taken, to: "c").count == 1)
  }

  /// A source that is gone holds nobody back, and its successor hears how far the others are.
  @Test func alignedSourcesDoNotWaitForOneThatRestarts() {
    var job = running()
    func report(_ index: Int, _ watermark: Int) -> WorkerReport {
      .watermark(WatermarkReport(subtask: sources[index], group: "g", watermark: watermark, updateInterval: 200))
    }
    func told(_ actions: [JobMaster.Action], _ taskManager: String) -> [Int?] {
      commands(actions, to: taskManager).compactMap {
        if case .align(let group) = $0 { .some(group.lowest?.watermark) } else { nil }
      }
    }
    job.report("a", report(0, 10))
    #expect(told(job.report("b", report(1, 50)), "b") == [10])
    job.handle(.taskManagerLost("a", reason: "gone"))
    job.grant(["c"])
    job.report("c", .ready(dataPort: 6000), attempt: 1)
    job.all("c", .running, attempt: 1)
    #expect(told(job.report("b", report(1, 60)), "b") == [60])
    #expect(told(job.report("c", report(0, 20), attempt: 1), "c") == [20])
  }

  @Test func aJobThatIsBeingStoppedBeginsAnewAsAWhole() {
    var job = running()
    let request = SavepointRequest(id: .random(), kind: .stop, target: "/saved", suffix: "x")
    job.handle(.checkpoint(.requested(request)))
    job.handle(.checkpoint(.folderMade(1)))
    job.handle(.taskManagerLost("a", reason: "gone"))
    #expect(job.cancelled == ["b"], "its source has ended behind the savepoint")
  }

  @Test func cancellingEndsWhatGoesOn() {
    var job = running()
    job.fail("a", sources[0], crash)
    job.handle(.cancel(Failure(.cancelled, "stop")))
    #expect(job.cancelled == ["a", "b"])
    job.end("a", code: 1)
    job.end("b", signal: SIGTERM)
    #expect(job.result?.status == .canceled)
  }

  @Test func aJobThatMayNotRestartEndsAsAWhole() {
    var job = running(["restart-strategy.type": "none"])
    job.fail("a", sources[0], crash)
    #expect(job.cancelled == ["a", "b"])
  }

  /// Subtasks by their vertices' parallelism, and who is in one region.
  @Test(arguments: [
    (ShipStrategy.forward, 3, 3, ["0:0 1:0", "0:1 1:1", "0:2 1:2"]),
    (.rescale, 2, 4, ["0:0 1:0 1:1", "0:1 1:2 1:3"]), (.rescale, 4, 2, ["0:0 0:1 1:0", "0:2 0:3 1:1"]),
    (.rescale, 2, 3, ["0:0 1:0 1:1", "0:1 1:2"]), (.hash, 2, 2, ["0:0 0:1 1:0 1:1"]),
    (.global, 2, 2, ["0:0 0:1 1:0 1:1"]),
  ])
  func regions(_ strategy: ShipStrategy, _ sources: Int, _ targets: Int, _ expected: [String]) {
    let vertices = [sources, targets].enumerated().map { id, parallelism in
      JobVertex(id: id, name: "v", parallelism: parallelism, operators: [])
    }
    let edge = JobEdge(id: 0, source: 0, target: 1, shipStrategy: strategy)
    let graph = JobGraph(name: "j", vertices: vertices, edges: [edge])
    let regions = PipelinedRegions(graph)
    let found = Dictionary(grouping: graph.subtasks, by: regions.region)
      .values.map { $0.sorted().map(\.description).joined(separator: " ") }
    #expect(found.sorted() == expected)
  }

  @Test func aProcessEndsWithAllThatItRuns() {
    let vertices = (0..<2).map { JobVertex(id: $0, name: "v", parallelism: 3, operators: []) }
    let edge = JobEdge(id: 0, source: 0, target: 1, shipStrategy: .forward)
    let regions = PipelinedRegions(JobGraph(name: "j", vertices: vertices, edges: [edge]))
    func both(_ index: Int) -> [SubtaskID] { (0..<2).map { SubtaskID(vertex: $0, index: index) } }
    // What runs in the middle shares a region with one and a process with the other.
    let processes = ["a": [both(0)[0]], "b": [both(0)[1], both(1)[0]], "c": [both(1)[1]], "d": both(2)]
    #expect(regions.affected(by: ["a"], in: processes) == ["a", "b", "c"])
    #expect(regions.affected(by: ["d"], in: processes) == ["d"])
  }
}
