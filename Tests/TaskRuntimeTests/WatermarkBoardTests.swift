import DreyModel
import Synchronization
import Testing

@testable import TaskRuntime

@Suite(.timeLimit(.minutes(1))) struct WatermarkBoardTests {
  private func report(_ index: Int, _ watermark: Int?) -> WatermarkReport {
    WatermarkReport(subtask: SubtaskID(vertex: 0, index: index), group: "g", watermark: watermark, updateInterval: 1)
  }

  @Test func withoutAJobManagerItComesToTheSameByItself() {
    let board = WatermarkBoard(send: nil)
    #expect(board.watermark(of: "g") == nil)
    board.report(report(0, 10))
    board.report(report(1, 5))
    let version = board.version
    #expect(board.watermark(of: "g")?.lowest(except: SubtaskID(vertex: 0, index: 0)) == 5)
    #expect(board.watermark(of: "g")?.lowest(except: SubtaskID(vertex: 0, index: 1)) == 10)
    board.report(report(1, 5))
    #expect(board.version == version, "nothing is new")
    board.report(report(1, nil))
    #expect(board.version != version)
    #expect(board.watermark(of: "g")?.lowest(except: SubtaskID(vertex: 0, index: 0)) == nil)
  }

  @Test func withOneItOnlyPassesOn() {
    let sent = Mutex<[WatermarkReport]>([])
    let board = WatermarkBoard { report in sent.withLock { $0.append(report) } }
    board.report(report(0, 10))
    #expect(sent.withLock { $0 } == [report(0, 10)])
    #expect(board.watermark(of: "g") == nil)
    let watermark = GroupWatermark(group: "g", next: 3)
    board.post(watermark)
    #expect(board.watermark(of: "g") == watermark)
  }

  @Test func whoWaitsIsWokenByWhatIsPosted() throws {
    let board = WatermarkBoard(send: nil)
    for round in 1...20 {
      let version = board.version
      try PosixThread.spawn { board.report(report(0, round)) }
      // None of the waits is long enough, so that a wake-up that gets lost shows by its number.
      var waits = 0
      while board.version == version {
        board.wait(milliseconds: 900) { board.version != version }
        waits += 1
      }
      #expect(waits <= 1)
    }
  }
}
