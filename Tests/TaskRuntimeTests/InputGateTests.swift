import DreyModel
import StreamRecords
import Testing

@testable import TaskRuntime

@Suite(.timeLimit(.minutes(1))) struct InputGateTests {
  private func packet(_ number: Int) -> Packet { .frame(Frame(byteCount: 1, recordCount: number)) }

  private func number(_ packet: Packet?) -> Int? {
    guard case .frame(let frame) = packet else { return nil }
    return frame.recordCount
  }

  /// The next packet, be it a signal; nil when all channels have ended.
  private func next(_ gate: InputGate) throws -> Packet? {
    while true {
      switch try gate.next(within: nil) {
      case .packet(let packet, _): return packet
      case .nothing: continue
      case .end: return nil
      }
    }
  }

  private func isEndOfInput(_ packet: Packet?) -> Bool {
    guard case .signal(.endOfInput) = packet else { return false }
    return true
  }

  @Test func keepsOrderAndEnds() throws {
    let gate = InputGate(channels: 1)
    for number in 0..<3 { try gate.put(packet(number), channel: 0) }
    try gate.put(.signal(.endOfInput), channel: 0)
    for expected in 0..<3 { #expect(number(try next(gate)) == expected) }
    #expect(isEndOfInput(try next(gate)))
    #expect(try next(gate) == nil)
  }

  @Test func endsWhenAllChannelsHave() throws {
    let gate = InputGate(channels: 2)
    try gate.put(.signal(.endOfInput), channel: 0)
    try gate.put(packet(7), channel: 1)
    try gate.put(.signal(.endOfInput), channel: 1)
    #expect(isEndOfInput(try next(gate)))
    #expect(number(try next(gate)) == 7)
    #expect(isEndOfInput(try next(gate)))
    #expect(try next(gate) == nil)
  }

  @Test func waitsNoLongerThanItIsTold() throws {
    let gate = InputGate(channels: 1)
    guard case .nothing = try gate.next(within: 5) else {
      Issue.record("there is nothing to find")
      return
    }
  }

  @Test func aFullChannelHoldsUpItsOwnProducerOnly() async throws {
    let gate = InputGate(channels: 2)
    let sent = Counter()
    try PosixThread.spawn {
      for number in 0..<100 {
        guard (try? gate.put(.frame(Frame(byteCount: 1, recordCount: number)), channel: 0)) != nil else { return }
        sent.increment()
      }
    }
    try await eventually { sent.value == InputGate.queueCapacity }
    // The other channel has room as long as it has not had its own share.
    for number in 0..<InputGate.queueCapacity { try gate.put(packet(1000 + number), channel: 1) }
    #expect(sent.value == InputGate.queueCapacity)
    #expect(gate.waitingPackets == 2 * InputGate.queueCapacity)
    for _ in 0..<2 * InputGate.queueCapacity { _ = try next(gate) }
    try await eventually { sent.value > InputGate.queueCapacity }
    gate.close(Failure(.cancelled, "over"))
  }

  @Test func largePacketsAreBoundedByBytes() async throws {
    let gate = InputGate(channels: 2)
    let sent = Counter()
    let quarter = InputGate.byteBudget / 4
    try PosixThread.spawn {
      for _ in 0..<6 {
        guard (try? gate.put(.frame(Frame(byteCount: quarter, recordCount: 1)), channel: 0)) != nil else { return }
        sent.increment()
      }
    }
    try await eventually { sent.value == 4 }
    // A queue that is empty takes a packet all the same, and one only.
    try gate.put(.frame(Frame(byteCount: quarter, recordCount: 2)), channel: 1)
    let second = Counter()
    try PosixThread.spawn {
      guard (try? gate.put(.frame(Frame(byteCount: 1, recordCount: 3)), channel: 1)) != nil else { return }
      second.increment()
    }
    #expect(gate.waitingBytes == 5 * quarter)
    #expect(sent.value == 4 && second.value == 0)
    for _ in 0..<8 { _ = try next(gate) }
    try await eventually { sent.value == 6 && second.value == 1 }
    #expect(gate.waitingBytes == 0)
  }

  @Test func closingWakesProducersAndConsumer() async throws {
    let full = InputGate(channels: 1)
    let empty = InputGate(channels: 1)
    for number in 0..<InputGate.queueCapacity { try full.put(packet(number), channel: 0) }
    let woken = Mailbox<Failure>()
    try PosixThread.spawn {
      do { try full.put(.signal(.endOfInput), channel: 0) } catch { woken.put(Failure(error, domain: .user)) }
    }
    try PosixThread.spawn {
      do { while true { _ = try empty.next(within: nil) } } catch { woken.put(Failure(error, domain: .user)) }
    }
    let failure = Failure(.infrastructure, "lost")
    full.close(failure)
    empty.close(failure)
    #expect(woken.take() == failure)
    #expect(woken.take() == failure)
    #expect(throws: failure) { try empty.put(.signal(.endOfInput), channel: 0) }
  }
}
