import DreyModel
import StreamRecords

// A signal's bytes: its code, for a watermark the time as eight bytes, for a barrier two times eight bytes (the checkpoint's id
// and time), one byte (its kind's place in the list of all) and the folder.
extension Signal {
  private static let codes: [UInt8: Signal] = [1: .endOfInput, 3: .idle, 4: .active]
  private static let watermarkCode: UInt8 = 2
  private static let barrierCode: UInt8 = 5
  /// Of the longest signal: a barrier, whose folder is no longer than a path can be.
  static let maximumLength = 1 + 8 + 8 + 1 + 4 + 4096

  func put(into writer: inout ByteWriter) {
    switch self {
    case .watermark(let time):
      writer.integer(Self.watermarkCode)
      writer.integer(time)
    case .barrier(let barrier):
      writer.integer(Self.barrierCode)
      writer.integer(barrier.trigger.id)
      writer.integer(barrier.trigger.timestamp)
      writer.integer(UInt8(SnapshotKind.allCases.firstIndex(of: barrier.trigger.kind) ?? 0))
      String.put(barrier.trigger.folder, into: &writer)
    default:
      if let code = Self.codes.first(where: { $0.value == self })?.key { writer.integer(code) }
    }
  }

  /// - Returns: nil where the bytes are no signal.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = ByteReader(bytes)
    let code = reader.integer(UInt8.self)
    let signal: Signal? =
      switch code {
      case Self.watermarkCode: .watermark(reader.integer(Int.self))
      case Self.barrierCode: Self.barrier(from: &reader)
      default: Self.codes[code]
      }
    guard let signal, !reader.failed, reader.remaining == 0, signal.isWritten(as: bytes) else { return nil }
    self = signal
  }

  /// false where a barrier's folder is not UTF-8: it reads as another one then, and that must not be written to.
  private func isWritten(as bytes: UnsafeRawBufferPointer) -> Bool {
    guard case .barrier = self else { return true }
    var writer = ByteWriter()
    put(into: &writer)
    return writer.withBytes { $0.elementsEqual(bytes) }
  }

  private static func barrier(from reader: inout ByteReader) -> Signal? {
    let (id, timestamp) = (reader.integer(Int.self), reader.integer(Int.self))
    let kind = Int(reader.integer(UInt8.self))
    let folder = String.get(from: &reader)
    guard SnapshotKind.allCases.indices.contains(kind) else { return nil }
    return .barrier(
      CheckpointBarrier(
        CheckpointTrigger(id: id, timestamp: timestamp, kind: SnapshotKind.allCases[kind], folder: folder)))
  }
}
