import DreyModel
import StreamRecords

/// What was on its way to a subtask when barriers overtook it, as a state of the subtask's first operator.
///
/// A piece is the channel (u32), a kind (u8) and either the frame as it travels between processes (number of records (u32),
/// whether they have timestamps (u8), bytes) or a watermark (i64).
final class InFlightRecords: SnapshotState {
  /// Appends the records of a packet as they would be in a frame.
  typealias Encode = (InputPacket, inout ByteWriter) throws -> Void

  private enum Kind: UInt8 {
    case records = 1
    case watermark = 2
  }

  let name = StateSummary.recordsInFlight
  let type: String? = ""
  let distribution = StateDistribution.own
  private let gate: InputGate
  private let channels: Int
  private let encode: (_ channel: Int) -> Encode?
  private var checkpoint = 0
  private var pieces: SnapshotPieces?
  private var restored: [Int: [Packet]] = [:]

  /// - Parameter encode: what knows the type of a channel's records.
  init(_ gate: InputGate, channels: Int, encode: @escaping (_ channel: Int) -> Encode?) {
    self.gate = gate
    self.channels = channels
    self.encode = encode
  }

  /// Whether there is something to write, or the last of it was.
  var hasNews: Bool { gate.hasRecordedPackets }

  /// Says what is noted from now on; it is written from ``beginSnapshot(_:)`` on.
  func record(_ checkpoint: Int, except isDone: [Bool]) {
    self.checkpoint = checkpoint
    gate.beginRecording(of: checkpoint, except: isDone)
  }

  func beginSnapshot(_ pieces: SnapshotPieces) { self.pieces = pieces }

  func continueSnapshot() throws -> Bool {
    guard let pieces, let noted = gate.takeRecorded(of: checkpoint) else { return false }
    for (packet, channel) in noted.packets { try write(packet, channel, to: pieces) }
    guard noted.isComplete else { return true }
    endSnapshot()
    return false
  }

  func endSnapshot() {
    gate.endRecording()
    pieces = nil
  }

  private func write(_ packet: Packet, _ channel: Int, to pieces: SnapshotPieces) throws {
    try pieces.append { writer in
      writer.integer(UInt32(truncatingIfNeeded: channel))
      if case .signal(let signal) = packet {
        guard case .watermark(let time) = signal else { return }
        writer.integer(Kind.watermark.rawValue)
        writer.integer(time)
      } else {
        let packet = InputPacket(packet)
        writer.integer(Kind.records.rawValue)
        writer.integer(UInt32(truncatingIfNeeded: packet.packet.recordCount))
        writer.integer(UInt8(packet.isTimed ? 1 : 0))
        try encode(channel)?(packet, &writer)
      }
    }
  }

  func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) {
    let channel = Int(reader.integer(UInt32.self))
    switch Kind(rawValue: reader.integer()) {
    case .watermark: restored[channel, default: []].append(.signal(.watermark(reader.integer())))
    case .records:
      let count = Int(reader.integer(UInt32.self))
      let isTimed = reader.integer(UInt8.self) == 1
      let bytes = reader.bytes(reader.remaining)
      let frame = Frame(byteCount: bytes.count, recordCount: count, isTimed: isTimed)
      frame.bytes.copyMemory(from: bytes)
      restored[channel, default: []].append(.frame(frame))
    case nil: reader.fail()
    }
    if channel >= channels { reader.fail() }
  }

  /// What was on its way comes first.
  func endRestore() {
    for (channel, packets) in restored where channel < channels { gate.prepend(packets, channel: channel) }
    restored = [:]
  }
}
