import DreyModel
import Glibc
import Testing

@testable import JobManager

/// Sources of a job whose watermarks are kept close to each other.
@Suite struct JobWatermarkTests {
  private let source0 = SubtaskID(vertex: 0, index: 0)
  private let source1 = SubtaskID(vertex: 0, index: 1)

  private func running(_ options: [String: String] = [:]) -> JobMasterHarness {
    var job = JobMasterHarness.running(options)
    for each in ["a", "b"] { job.all(each, .running) }
    return job
  }

  private func watermark(_ subtask: SubtaskID, _ watermark: Int?) -> WorkerReport {
    .watermark(WatermarkReport(subtask: subtask, group: "g", watermark: watermark, updateInterval: 200))
  }

  private func told(_ subtask: SubtaskID?, _ watermark: Int = 0, _ next: Int? = nil) -> GroupWatermark {
    GroupWatermark(group: "g", lowest: subtask.map { .init(subtask: $0, watermark: watermark) }, next: next)
  }

  /// What each worker is told of watermarks.
  private func commands(_ actions: [JobMaster.Action], attempt: Int = 0) -> [String: GroupWatermark] {
    actions.reduce(into: [:]) { commands, action in
      if case .send(let to, .command(_, attempt, .align(let watermark))) = action { commands[to] = watermark }
    }
  }

  private func timers(_ actions: [JobMaster.Action]) -> [Int] {
    actions.compactMap { if case .startTimer(.watermarks(0), let milliseconds) = $0 { milliseconds } else { nil } }
  }

  @Test func allWorkersAreToldWhatSubtasksReport() {
    var job = running()
    let first = job.report("a", watermark(source0, 100))
    #expect(commands(first) == ["a": told(source0, 100), "b": told(source0, 100)])
    #expect(commands(job.report("b", watermark(source1, 50)))["a"] == told(source1, 50, 100))
    job.time += 50
    let soon = job.report("b", watermark(source1, 70))
    #expect(commands(soon).isEmpty)
    #expect(timers(soon) == [150])
    job.time += 50
    #expect(timers(job.report("a", watermark(source0, 200))) == [100])
    job.time += 100
    let due = job.handle(.timer(.watermarks(attempt: 0)))
    #expect(commands(due) == ["a": told(source1, 70, 200), "b": told(source1, 70, 200)])
    #expect(timers(due).isEmpty)
    #expect(job.handle(.timer(.watermarks(attempt: 0))).isEmpty)
  }

  @Test func whoHasFinishedOrIsIdleHoldsNobodyBack() {
    var job = running()
    job.report("a", watermark(source0, 100))
    job.report("b", watermark(source1, 50))
    job.time += 200
    #expect(commands(job.report("b", watermark(source1, nil)))["a"] == told(source0, 100))
    job.time += 200
    #expect(commands(job.report("b", watermark(source1, 60)))["a"] == told(source1, 60, 100))
    job.time += 200
    #expect(commands(job.all("b", .finished)) == ["a": told(source0, 100), "b": told(source0, 100)])
    job.time += 200
    #expect(job.report("b", watermark(source1, 1)).isEmpty, "it is over")
  }

  @Test func whatDoesNotBelongHereIsIgnored() {
    var job = running()
    #expect(job.report("b", watermark(source0, 100)).isEmpty, "another worker's")
    #expect(job.report("a", watermark(SubtaskID(vertex: 9, index: 9), 100)).isEmpty)
    #expect(job.report("a", watermark(source0, 100), attempt: 1).isEmpty)
    #expect(job.master.alignment == WatermarkAlignment())
  }

  @Test func anAttemptBeginsAnew() {
    var job = running(["restart-strategy.type": "fixed-delay", "restart-strategy.fixed-delay.delay": "1 s"])
    job.report("a", watermark(source0, 100))
    job.report("b", watermark(source1, 50))
    job.fail("a", source0, Failure(.user, "it broke"))
    #expect(commands(job.report("a", watermark(source0, 300))).isEmpty, "it ends")
    for each in ["a", "b"] { job.end(each, signal: SIGTERM) }
    job.time += 1000
    job.handle(.timer(.backoff(attempt: 0)))
    job.grant()
    for each in ["a", "b"] { job.report(each, .ready(dataPort: 5000), attempt: 1) }
    for each in ["a", "b"] { job.all(each, .running, attempt: 1) }
    #expect(job.report("b", watermark(source1, 50)).isEmpty, "of the attempt before")
    #expect(job.handle(.timer(.watermarks(attempt: 0))).isEmpty)
    #expect(commands(job.report("a", watermark(source0, 10), attempt: 1), attempt: 1)["b"] == told(source0, 10))
  }
}
