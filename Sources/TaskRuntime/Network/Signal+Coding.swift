import StreamRecords

// A signal's bytes: its code, and for a watermark the time as eight bytes.
extension Signal {
  private static let codes: [UInt8: Signal] = [1: .endOfInput, 3: .idle, 4: .active]
  private static let watermarkCode: UInt8 = 2
  /// Of the longest signal.
  static let maximumLength = 9

  func put(into writer: inout ByteWriter) {
    if case .watermark(let time) = self {
      writer.integer(Self.watermarkCode)
      writer.integer(time)
    } else if let code = Self.codes.first(where: { $0.value == self })?.key {
      writer.integer(code)
    }
  }

  /// - Returns: nil where the bytes are no signal.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = ByteReader(bytes)
    let code = reader.integer(UInt8.self)
    let signal = code == Self.watermarkCode ? .watermark(reader.integer(Int.self)) : Self.codes[code]
    guard let signal, !reader.failed, reader.remaining == 0 else { return nil }
    self = signal
  }
}
