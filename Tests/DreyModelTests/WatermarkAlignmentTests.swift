import DreyModel
import FoundationEssentials
import Testing

@Suite struct WatermarkAlignmentTests {
  private let subtasks = (0..<4).map { SubtaskID(vertex: $0 / 2, index: $0 % 2) }
  private let interval = 1000

  private func report(_ index: Int, _ watermark: Int?, group: String = "g", interval: Int? = nil) -> WatermarkReport {
    WatermarkReport(
      subtask: subtasks[index], group: group, watermark: watermark, updateInterval: interval ?? self.interval)
  }

  private func expected(_ lowest: (index: Int, watermark: Int)?, _ next: Int?, group: String = "g") -> GroupWatermark {
    GroupWatermark(
      group: group, lowest: lowest.map { .init(subtask: subtasks[$0.index], watermark: $0.watermark) }, next: next)
  }

  @Test func everyMemberLearnsTheLowestOfTheOthers() {
    var alignment = WatermarkAlignment()
    #expect(alignment.watermark(of: "g") == expected(nil, nil))
    alignment.report(report(2, 70))
    #expect(alignment.watermark(of: "g").lowest(except: subtasks[2]) == nil, "nobody waits for himself")
    alignment.report(report(0, 30))
    alignment.report(report(1, 50))
    let watermark = alignment.watermark(of: "g")
    #expect(watermark == expected((0, 30), 50))
    #expect(subtasks.map { watermark.lowest(except: $0) } == [50, 30, 30, 30])
  }

  @Test func groupsDoNotWaitForEachOther() {
    var alignment = WatermarkAlignment()
    alignment.report(report(0, 10, group: "a"))
    alignment.report(report(1, 20, group: "b"))
    #expect(alignment.due(at: 0) == [expected((0, 10), nil, group: "a"), expected((1, 20), nil, group: "b")])
  }

  @Test func whoIsIdleOrHasEndedHoldsNobodyBack() {
    var alignment = WatermarkAlignment()
    for (index, watermark) in [10, 20, 30].enumerated() { alignment.report(report(index, watermark)) }
    alignment.report(report(0, nil))
    #expect(alignment.watermark(of: "g") == expected((1, 20), 30))
    alignment.end(subtasks[1])
    alignment.end(subtasks[3])
    #expect(alignment.watermark(of: "g") == expected((2, 30), nil))
    alignment.report(report(0, 25))
    #expect(alignment.watermark(of: "g") == expected((0, 25), 30), "it goes on")
  }

  @Test func whoBeginsAnewIsForgottenAndToldWhatTheOthersKnow() {
    var alignment = WatermarkAlignment()
    for (index, watermark) in [10, 20, 30].enumerated() { alignment.report(report(index, watermark)) }
    #expect(alignment.due(at: 0) == [expected((0, 10), 20)])
    alignment.keep([subtasks[1], subtasks[2]])
    #expect(alignment.due(at: 1) == [expected((1, 20), 30)])
    alignment.keep([subtasks[1], subtasks[2]])
    #expect(alignment.due(at: 2) == [expected((1, 20), 30)], "another process may have come")
  }

  @Test func newMembersAreToldOfAtOnceAndChangesOncePerInterval() {
    var alignment = WatermarkAlignment()
    #expect(alignment.due(at: 0) == [])
    alignment.report(report(0, 10))
    #expect(alignment.due(at: 100) == [expected((0, 10), nil)])
    #expect(alignment.due(at: 100) == [])
    #expect(alignment.millisecondsToNext(from: 100) == nil)
    alignment.report(report(1, 5))
    #expect(alignment.due(at: 101) == [expected((1, 5), 10)])
    alignment.report(report(1, 8))
    #expect(alignment.due(at: 102) == [])
    #expect(alignment.millisecondsToNext(from: 102) == 999)
    // As high as the one after the lowest: whoever has it, there is nothing new.
    alignment.report(report(2, 10))
    #expect(alignment.due(at: 500) == [expected((1, 8), 10)])
    alignment.report(report(3, 99))
    #expect(alignment.due(at: 501) == [], "it makes no difference")
    alignment.report(report(1, 9))
    #expect(alignment.due(at: 1499) == [])
    #expect(alignment.due(at: 1500) == [expected((1, 9), 10)])
    alignment.report(report(1, 9))
    #expect(alignment.due(at: 9000) == [])
  }

  @Test func theShortestIntervalOfAGroupCounts() {
    var alignment = WatermarkAlignment()
    alignment.report(report(0, 10))
    alignment.report(report(1, 10, interval: 20))
    _ = alignment.due(at: 0)
    alignment.report(report(0, 11))
    alignment.report(report(1, 11, interval: 20))
    #expect(alignment.millisecondsToNext(from: 5) == 15)
    #expect(alignment.due(at: 20) == [expected((0, 11), 11)])
  }

  @Test(arguments: [Int.min, -1, 0, .max]) func nonsenseOfAMemberHarmsNobody(interval: Int) {
    var alignment = WatermarkAlignment()
    alignment.report(report(0, .max, interval: interval))
    #expect(alignment.due(at: 10) == [expected((0, .max), nil)])
    alignment.report(report(0, .min, interval: interval))
    let wait = alignment.millisecondsToNext(from: 10)
    #expect(wait == (interval > 0 ? WatermarkAlignment.longestInterval : 0))
    #expect(alignment.due(at: 10 + WatermarkAlignment.longestInterval) == [expected((0, .min), nil)])
  }

  @Test func extremesTravel() throws {
    for watermark in [Int.min, .max] {
      let command = WorkerCommand.align(expected((1, watermark), watermark))
      #expect(try JSONDecoder().decode(WorkerCommand.self, from: JSONEncoder().encode(command)) == command)
      let said = WorkerReport.watermark(report(1, watermark))
      #expect(try JSONDecoder().decode(WorkerReport.self, from: JSONEncoder().encode(said)) == said)
    }
    let idle = WorkerReport.watermark(report(1, nil))
    #expect(try JSONDecoder().decode(WorkerReport.self, from: JSONEncoder().encode(idle)) == idle)
  }
}
