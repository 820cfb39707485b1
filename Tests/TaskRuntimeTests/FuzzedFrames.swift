import StreamRecords

@testable import TaskRuntime

/// Decodes bytes that may be anything as what opens a data connection, and as what it carries.
///
/// The fuzzer compiles this file as well, see `Tests/Fuzz`.
enum FuzzedFrames {
  static let token = String(repeating: "5a", count: 32)

  /// - Returns: what is wrong, where something is.
  static func run(_ bytes: UnsafeRawBufferPointer) -> String? {
    handshake(Array(bytes)) ?? header(bytes) ?? signal(bytes) ?? records(bytes)
  }

  private static func handshake(_ bytes: [UInt8]) -> String? {
    guard let handshake = DataHandshake(bytes, token: token) else { return nil }
    return handshake.encode() == bytes ? nil : "a handshake is accepted that is written otherwise"
  }

  private static func header(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard let header = FrameHeader(bytes) else { return nil }
    guard header.byteCount > 0, header.byteCount <= FrameHeader.maximumFrameLength else { return "a frame too long" }
    var writer = ByteWriter()
    FrameHeader.begin(&writer)
    header.write(into: &writer)
    return writer.withBytes { FrameHeader($0) } == header ? nil : "a header does not survive"
  }

  private static func signal(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard let signal = Signal(bytes) else { return nil }
    var writer = ByteWriter()
    signal.put(into: &writer)
    return writer.withBytes { $0.elementsEqual(bytes) } ? nil : "a signal is accepted that is written otherwise"
  }

  /// A header and what follows it, as an edge's receiver takes them.
  private static func records(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard let header = FrameHeader(bytes), case .records(let count, let isTimed) = header.content else { return nil }
    let body = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(FrameHeader.length))
    let frame = Frame(byteCount: body.count, recordCount: count, isTimed: isTimed)
    frame.bytes.copyMemory(from: body)
    var taken = 0
    let output = Output<KeyValue<String, Int>>(
      batch: { batch in
        taken += batch.count
        batch.consumeEach { _ in }
      }, signal: { _ in })
    let delivered: Void? = try? InputPacket(.frame(frame)).deliver(to: output, EmitterCell(output))
    return delivered == nil || taken == count ? nil : "\(taken) of \(count) records were taken"
  }
}
