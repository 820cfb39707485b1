import DreyModel
import Testing

@testable import JobManager

@Suite struct RecentOperationsTests {
  @Test func theOldestThatHaveEndedAreForgotten() {
    var operations = RecentOperations()
    let (first, second) = (SavepointRequestID.random(), SavepointRequestID.random())
    operations[first] = .inProgress
    operations[second] = .completed(path: "/s")
    for _ in 0..<999 { operations[.random()] = .completed(path: nil) }
    #expect(operations[first] == .inProgress && operations[second] == nil)
    #expect(operations.all.count == 1000)
    #expect(!operations.isFull)
    for _ in 0..<99 { operations[.random()] = .inProgress }
    #expect(operations.isFull)
    operations[first] = .failed(Failure(.user, "no"))
    #expect(!operations.isFull && operations.all.count == 1000)
  }

  @Test func accumulatorsOfAJobAreBounded() {
    var progress = JobProgress()
    let subtasks = (0..<2).map { SubtaskID(vertex: 0, index: $0) }
    func record(_ subtask: Int, names: Int, _ length: Int) {
      let accumulators = (0..<names).map {
        ("\($0)" + String(repeating: "x", count: length), AccumulatorValue.longCounter(1))
      }
      progress.record(
        SubtaskProgress(
          subtask: subtasks[subtask], metrics: SubtaskMetrics(),
          accumulators: Dictionary(uniqueKeysWithValues: accumulators)))
    }
    record(0, names: 10, 10)
    record(1, names: 20, 1 << 20)
    #expect(progress.accumulators.count == 11)
    guard case .failed(let why)? = progress.accumulators[JobProgress.tooMany] else {
      Issue.record("nobody is told")
      return
    }
    #expect(why.contains("16777216"))
    record(1, names: 10, 10)
    #expect(progress.accumulators.values.allSatisfy { $0 == .longCounter(2) })
    progress.keep([subtasks[0]])
    record(1, names: 10, 10)
    #expect(progress.accumulators.values.allSatisfy { $0 == .longCounter(2) })
  }

  @Test func theTextOfFailuresIsBounded() {
    var log = FailureLog()
    let text = String(repeating: "é", count: 1 << 20)
    log.add(Failure(.user, text, advice: text, details: Array(repeating: text, count: 500)), at: 1)
    let failure = log.entries[0].failure
    #expect(failure.message.utf8.count < 17_000 && failure.message.hasPrefix("éé"))
    #expect(failure.details.count == 100 && failure.details.allSatisfy { $0.utf8.count < 2000 })
  }
}
