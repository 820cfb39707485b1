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

  @Test func keepsOrderAndEnds() throws {
    let gate = InputGate(channels: 1)
    for number in 0..<3 { try gate.put(packet(number), channel: 0) }
    try gate.put(.signal(.endOfInput), channel: 0)
    for expected in 0..<3 { #expect(number(try gate.next()) == expected) }
    #expect(try gate.next() == nil)
  }

  @Test func endsWhenAllChannelsHave() throws {
    let gate = InputGate(channels: 2)
    try gate.put(.signal(.endOfInput), channel: 0)
    try gate.put(packet(7), channel: 1)
    try gate.put(.signal(.endOfInput), channel: 1)
    #expect(number(try gate.next()) == 7)
    #expect(try gate.next() == nil)
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
    for _ in 0..<2 * InputGate.queueCapacity { _ = try gate.next() }
    try await eventually { sent.value > InputGate.queueCapacity }
    gate.close(Failure(.cancelled, "over"))
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
      do { _ = try empty.next() } catch { woken.put(Failure(error, domain: .user)) }
    }
    let failure = Failure(.infrastructure, "lost")
    full.close(failure)
    empty.close(failure)
    #expect(woken.take() == failure)
    #expect(woken.take() == failure)
    #expect(throws: failure) { try empty.put(.signal(.endOfInput), channel: 0) }
  }
}
