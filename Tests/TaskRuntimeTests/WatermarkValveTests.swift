import Testing

@testable import TaskRuntime

@Suite struct WatermarkValveTests {
  @Test func theLowestChannelCounts() {
    var valve = WatermarkValve(channels: 2)
    #expect(valve.receive(.watermark(10), from: 0) == [])
    #expect(valve.receive(.watermark(5), from: 1) == [.watermark(5)])
    #expect(valve.receive(.watermark(20), from: 1) == [.watermark(10)])
    #expect(valve.receive(.watermark(8), from: 0) == [], "time does not go back")
  }

  @Test func anIdleChannelHoldsNobodyUp() {
    var valve = WatermarkValve(channels: 2)
    #expect(valve.receive(.watermark(10), from: 0) == [])
    #expect(valve.receive(.idle, from: 1) == [.watermark(10)])
    #expect(valve.receive(.active, from: 1) == [])
    #expect(valve.receive(.watermark(3), from: 1) == [], "behind what was told, it does not count yet")
    #expect(valve.receive(.watermark(12), from: 0) == [.watermark(12)])
    #expect(valve.receive(.watermark(13), from: 1) == [], "it has caught up, the other has not")
    #expect(valve.receive(.watermark(15), from: 0) == [.watermark(13)])
  }

  @Test func allIdleIsIdle() {
    var valve = WatermarkValve(channels: 2)
    #expect(valve.receive(.watermark(10), from: 0) == [])
    #expect(valve.receive(.idle, from: 0) == [])
    #expect(valve.receive(.idle, from: 1) == [.watermark(10), .idle])
    #expect(valve.receive(.active, from: 1) == [.active])
  }

  @Test func endedChannelsHoldNobodyUpAndTheLastEndsAll() {
    var valve = WatermarkValve(channels: 2)
    #expect(valve.receive(.watermark(10), from: 0) == [])
    #expect(valve.receive(.endOfInput, from: 1) == [.watermark(10)])
    #expect(valve.receive(.watermark(.max), from: 0) == [.watermark(.max)])
    #expect(valve.receive(.endOfInput, from: 0) == [.endOfInput])
    #expect(valve.hasEnded)
  }

  @Test func theEndOfTimeComesBeforeTheEndOfInput() {
    var valve = WatermarkValve(channels: 1)
    #expect(valve.receive(.endOfInput, from: 0) == [.watermark(.max), .endOfInput])
  }
}
