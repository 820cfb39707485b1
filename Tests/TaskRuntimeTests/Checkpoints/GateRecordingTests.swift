import DreyModel
import StreamRecords
import Testing

@testable import TaskRuntime

/// What a gate notes of the records that barriers have overtaken.
@Suite(.timeLimit(.minutes(1))) struct GateRecordingTests {
  private func packet(_ number: Int) -> Packet { .frame(Frame(byteCount: 1, recordCount: number)) }

  private func barrier(_ id: Int) -> Packet {
    .signal(.barrier(CheckpointBarrier(CheckpointTrigger(id: id, timestamp: 0, kind: .checkpoint, folder: "/f"))))
  }

  /// What was noted: the packets' numbers by channel, and whether that is all.
  private func taken(_ gate: InputGate, _ id: Int) -> (numbers: [[Int]], isComplete: Bool)? {
    guard let noted = gate.takeRecorded(of: id) else { return nil }
    let numbers = (0..<2).map { channel in noted.packets.filter { $0.channel == channel }.map(\.packet.recordCount) }
    return (numbers, noted.isComplete)
  }

  private func next(_ gate: InputGate) throws -> Packet? {
    guard case .packet(let packet, _) = try gate.next(within: 0) else { return nil }
    return packet
  }

  @Test func whatWaitsAndWhatComesBeforeTheBarrierIsNoted() throws {
    let gate = InputGate(channels: 2)
    for number in [1, 2] { try gate.put(packet(number), channel: 0) }
    try gate.put(barrier(7), channel: 0)
    try gate.put(packet(3), channel: 0)
    try gate.put(packet(11), channel: 1)
    gate.beginRecording(of: 7, except: [false, false])
    // Nothing is handed out that was not taken over.
    #expect(try next(gate) == nil)
    let first = try #require(taken(gate, 7))
    #expect(first.numbers == [[1, 2], [11]])
    #expect(!first.isComplete)
    try gate.put(packet(12), channel: 1)
    try gate.put(packet(4), channel: 0)
    try gate.put(barrier(7), channel: 1)
    try gate.put(packet(13), channel: 1)
    let second = try #require(taken(gate, 7))
    #expect(second.numbers == [[], [12]])
    #expect(second.isComplete)
    gate.endRecording()
    var left: [Int] = []
    while let packet = try next(gate) {
      if case .signal = packet { Issue.record("a barrier is left") }
      left.append(packet.recordCount)
    }
    #expect(left.sorted() == [1, 2, 3, 4, 11, 12, 13])
  }

  @Test func channelsThatHaveEndedOrBroughtTheirBarrierHaveNothingToAdd() throws {
    let gate = InputGate(channels: 2)
    try gate.put(packet(1), channel: 0)
    try gate.put(.signal(.endOfInput), channel: 0)
    try gate.put(packet(11), channel: 1)
    gate.beginRecording(of: 3, except: [false, true])
    let noted = try #require(taken(gate, 3))
    #expect(noted.numbers == [[1], []])
    #expect(noted.isComplete)
    #expect(taken(gate, 4) == nil)
  }

  @Test func aProducerThatWaitsForRoomIsLetGoOn() async throws {
    let gate = InputGate(channels: 2)
    for number in 0..<InputGate.queueCapacity { try gate.put(packet(number), channel: 0) }
    let (last, barrier) = (packet(99), barrier(1))
    async let isThrough = onThread {
      (try? gate.put(last, channel: 0)) != nil && (try? gate.put(barrier, channel: 0)) != nil
    }
    gate.beginRecording(of: 1, except: [false, true])
    #expect(try await isThrough)
    let noted = try #require(taken(gate, 1))
    #expect(noted.numbers[0].last == 99)
    #expect(noted.isComplete)
  }

  @Test func whatIsPutInFrontComesFirst() throws {
    let gate = InputGate(channels: 1)
    try gate.put(packet(3), channel: 0)
    gate.prepend([packet(1), packet(2)], channel: 0)
    let order = try [next(gate), next(gate), next(gate)].map { $0?.recordCount }
    #expect(order == [1, 2, 3])
  }
}
