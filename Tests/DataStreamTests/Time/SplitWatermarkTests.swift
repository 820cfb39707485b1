import DreyModel
import Testing

@testable import DataStream

/// Watermarks of several splits of a subtask, without a job.
@Suite struct SplitWatermarkTests {
  private func watermarks(
    splits: Int, outOfOrderness: Int? = 0, idleness: Int? = nil
  ) -> SplitWatermarks {
    var watermarks = SplitWatermarks()
    for _ in 0..<splits { #expect(watermarks.open(generator(outOfOrderness, idleness)) == []) }
    return watermarks
  }

  private func generator(_ outOfOrderness: Int? = 0, _ idleness: Int? = nil, now: Int = 0) -> WatermarkGenerator {
    WatermarkGenerator(outOfOrderness: outOfOrderness, idleness: idleness, now: now)
  }

  @Test func theLowestSplitCounts() {
    var watermarks = watermarks(splits: 2)
    #expect(watermarks.see(100, in: 0) == [])
    #expect(watermarks.tick(now: 1) == [], "the other may bring anything")
    #expect(watermarks.see(10, in: 1) == [])
    #expect(watermarks.tick(now: 2) == [.watermark(9)])
    #expect(watermarks.see(5, in: 1) == [])
    #expect(watermarks.tick(now: 3) == [])
    #expect(watermarks.see(200, in: 1) == [])
    #expect(watermarks.tick(now: 4) == [.watermark(99)])
  }

  @Test func boundsHoldPerSplit() {
    var watermarks = watermarks(splits: 2, outOfOrderness: 30)
    _ = watermarks.see(100, in: 0) + watermarks.see(1000, in: 1)
    #expect(watermarks.tick(now: 1) == [.watermark(69)])
  }

  @Test func whatRecordsTellCountsAtOnce() {
    var watermarks = watermarks(splits: 2, outOfOrderness: nil)
    _ = watermarks.see(100, in: 0) + watermarks.see(10, in: 1)
    #expect(watermarks.tick(now: 1) == [])
    #expect(watermarks.punctuate(100, in: 0) == [])
    #expect(watermarks.punctuate(10, in: 1) == [.watermark(10)])
    #expect(watermarks.punctuate(8, in: 1) == [])
    #expect(watermarks.punctuate(400, in: 1) == [.watermark(100)])
  }

  @Test func anEndedSplitHoldsNobodyBack() {
    var watermarks = watermarks(splits: 3)
    for (index, time) in [300, 100, 200].enumerated() { _ = watermarks.see(time, in: index) }
    #expect(watermarks.tick(now: 1) == [.watermark(99)])
    #expect(watermarks.close(1) == [.watermark(199)])
    #expect(watermarks.close(1) == [.watermark(299)], "those after it have moved up")
    #expect(watermarks.close(0) == [], "the end of the input is told elsewhere")
  }

  @Test func splitsThatAreReadOneAfterTheOtherNeverSetTimeBack() {
    var watermarks = watermarks(splits: 1)
    _ = watermarks.see(100, in: 0)
    #expect(watermarks.tick(now: 1) == [.watermark(99)])
    #expect(watermarks.close(0) == [])
    #expect(watermarks.progress() == .reached(99), "there is more to come")
    #expect(watermarks.open(generator()) == [])
    #expect(watermarks.progress() == .reached(99))
    _ = watermarks.see(50, in: 0)
    #expect(watermarks.tick(now: 2) == [])
    #expect(watermarks.progress() == .reached(99), "what is late is waited for by nobody")
    _ = watermarks.see(150, in: 0)
    #expect(watermarks.tick(now: 3) == [.watermark(149)])
    #expect(watermarks.progress() == .reached(149))
  }

  @Test func anIdleSplitHoldsNobodyBackUntilItGoesOn() {
    var watermarks = watermarks(splits: 2, idleness: 100)
    _ = watermarks.see(50, in: 0) + watermarks.see(10, in: 1)
    #expect(watermarks.tick(now: 10) == [.watermark(9)])
    _ = watermarks.see(80, in: 0)
    #expect(watermarks.tick(now: 100) == [])
    #expect(watermarks.tick(now: 110) == [.watermark(79)], "the second has been silent for long enough")
    _ = watermarks.see(85, in: 0)
    #expect(watermarks.see(20, in: 1) == [])
    #expect(watermarks.tick(now: 120) == [], "it is waited for again")
    _ = watermarks.see(90, in: 1)
    #expect(watermarks.tick(now: 130) == [.watermark(84)])
  }

  @Test func idleWhereAllSplitsAre() {
    var watermarks = watermarks(splits: 2, idleness: 100)
    _ = watermarks.see(50, in: 0) + watermarks.see(10, in: 1)
    #expect(watermarks.tick(now: 10) == [.watermark(9)])
    #expect(watermarks.progress() == .reached(9))
    #expect(watermarks.tick(now: 110) == [.watermark(49), .idle], "what they told before still holds")
    #expect(watermarks.tick(now: 300) == [])
    #expect(watermarks.progress() == .idle)
    #expect(watermarks.see(60, in: 1) == [.active])
    #expect(watermarks.tick(now: 310) == [.watermark(59)])
  }

  @Test func aSplitThatIsOpenedEndsIdleness() {
    var watermarks = watermarks(splits: 1, idleness: 100)
    #expect(watermarks.tick(now: 100) == [.idle])
    #expect(watermarks.close(0) == [])
    #expect(watermarks.open(generator(now: 100)) == [.active])
  }

  // Waiting.

  private func waiting(_ watermarks: SplitWatermarks) -> [Bool] {
    (0..<watermarks.count).map { watermarks.isWaiting($0) }
  }

  @Test func splitsThatAreAheadWait() {
    var watermarks = watermarks(splits: 3)
    watermarks.align(to: 5, drift: 0)
    #expect(waiting(watermarks) == [false, false, false], "nothing is known of them yet")
    for (index, time) in [101, 111, 112].enumerated() { _ = watermarks.see(time, in: index) }
    watermarks.align(to: nil, drift: 10)
    #expect(waiting(watermarks) == [false, false, true], "by more than the drift")
    watermarks.align(to: 98, drift: 10)
    #expect(waiting(watermarks) == [false, true, true])
    watermarks.align(to: 89, drift: 10)
    #expect(waiting(watermarks) == [true, true, true])
    watermarks.align(to: 500, drift: 10)
    #expect(waiting(watermarks) == [false, false, true], "the others' time does not matter then")
    watermarks.align(to: .max, drift: .max)
    #expect(waiting(watermarks) == [false, false, false])
  }

  @Test func aSingleSplitDoesNotWaitForItself() {
    var watermarks = watermarks(splits: 1)
    for time in [1, 1_000_000, Int.max] {
      _ = watermarks.see(time, in: 0)
      watermarks.align(to: nil, drift: 0)
      #expect(waiting(watermarks) == [false])
    }
  }

  @Test func whoWaitsDoesNotBecomeIdle() {
    var watermarks = watermarks(splits: 1, idleness: 100)
    _ = watermarks.see(50, in: 0)
    watermarks.align(to: 0, drift: 10)
    #expect(watermarks.tick(now: 1) == [.watermark(49)])
    #expect(watermarks.tick(now: 5000) == [])
    #expect(watermarks.progress() == .reached(49))
    watermarks.align(to: 49, drift: 10)
    #expect(watermarks.tick(now: 5099) == [])
    #expect(watermarks.tick(now: 5100) == [.idle], "counted from when it was read again")
  }

  @Test func idleSplitsAreNotWaitedFor() {
    var watermarks = watermarks(splits: 2, idleness: 100)
    _ = watermarks.see(10, in: 0) + watermarks.see(500, in: 1)
    _ = watermarks.tick(now: 0)
    watermarks.align(to: nil, drift: 10)
    #expect(waiting(watermarks) == [false, true])
    _ = watermarks.tick(now: 100)
    watermarks.align(to: nil, drift: 10)
    #expect(waiting(watermarks) == [false, false])
  }

  @Test func theFurthestBehindIsAlwaysRead() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(seed: seed)
    var watermarks = watermarks(splits: 5, idleness: 3)
    for now in 0..<2000 {
      for index in 0..<5 where !watermarks.isWaiting(index) && Bool.random(using: &random) {
        _ = watermarks.see(Int.random(in: 0..<10_000, using: &random), in: index)
      }
      _ = watermarks.tick(now: now)
      // As long as others are not behind it, a subtask goes on; and it is never ahead of itself.
      guard case .reached(let reached) = watermarks.progress() else { continue }
      watermarks.align(to: reached, drift: 7)
      #expect(waiting(watermarks).contains(false), "seed \(seed)")
    }
  }
}
