import DreyModel
import Testing

@testable import TaskRuntime

@Suite struct BarrierAlignmentTests {
  private func trigger(_ id: Int) -> CheckpointTrigger {
    CheckpointTrigger(id: id, timestamp: 0, kind: .checkpoint, folder: "/f")
  }

  @Test func aCheckpointIsCompleteWithTheLastBarrier() {
    var alignment = BarrierAlignment(channels: 3)
    #expect(alignment.receive(trigger(1), from: 2) == .wait(isFirst: true, trigger(1)))
    #expect(alignment.receive(trigger(1), from: 0) == .wait(isFirst: false, trigger(1)))
    #expect(alignment.receive(trigger(1), from: 1) == .complete(trigger(1)))
  }

  @Test func whatHasEndedIsNotWaitedFor() {
    var alignment = BarrierAlignment(channels: 3)
    #expect(alignment.end(0) == .nothing)
    #expect(alignment.receive(trigger(1), from: 1) == .wait(isFirst: true, trigger(1)))
    #expect(alignment.end(2) == .complete(trigger(1)))
    #expect(alignment.receive(trigger(2), from: 1) == .complete(trigger(2)))
  }

  @Test func aLaterCheckpointTakesThePlaceOfAnEarlierOne() {
    var alignment = BarrierAlignment(channels: 2)
    #expect(alignment.receive(trigger(1), from: 0) == .wait(isFirst: true, trigger(1)))
    #expect(alignment.receive(trigger(2), from: 1) == .wait(isFirst: true, trigger(2)))
    #expect(alignment.receive(trigger(1), from: 1) == .nothing)
    #expect(alignment.receive(trigger(2), from: 0) == .complete(trigger(2)))
    #expect(alignment.receive(trigger(1), from: 0) == .nothing)
  }

  @Test func whatWasGivenUpIsNotWaitedForAnyMore() {
    var alignment = BarrierAlignment(channels: 2)
    #expect(alignment.receive(trigger(1), from: 0) == .wait(isFirst: true, trigger(1)))
    let (other, own) = (alignment.abort(7), alignment.abort(1))
    #expect(!other && own)
    #expect(alignment.receive(trigger(1), from: 1) == .nothing)
    #expect(alignment.receive(trigger(2), from: 1) == .wait(isFirst: true, trigger(2)))
  }

  @Test func whatOvertakesBeginsOnceAndKnowsWhatHasCome() {
    var alignment = BarrierAlignment(channels: 3)
    #expect(alignment.end(0) == .nothing)
    #expect(alignment.receive(trigger(2), from: 1) == .wait(isFirst: true, trigger(2)))
    #expect(alignment.isAwaiting(trigger(2)))
    let (earlier, own, again) = (
      alignment.overtake(trigger(1)), alignment.overtake(trigger(2)), alignment.overtake(trigger(2))
    )
    #expect(earlier == nil)
    #expect(own == [true, true, false])
    #expect(again == nil)
    #expect(!alignment.isAwaiting(trigger(2)))
    #expect(alignment.receive(trigger(2), from: 2) == .nothing)
    let next = alignment.overtake(trigger(3))
    #expect(next == [true, false, false])
  }

  @Test func channelsThatThereAreNotAreIgnored() {
    var alignment = BarrierAlignment(channels: 1)
    #expect(alignment.receive(trigger(1), from: 1) == .nothing)
    #expect(alignment.receive(trigger(1), from: -1) == .nothing)
    #expect(alignment.end(5) == .nothing)
  }
}
