/// Bytes of which nothing is believed: reading beyond the end gives nil.
struct Bytes {
  let all: UnsafeRawBufferPointer

  init(_ all: UnsafeRawBufferPointer) { self.all = all }

  var count: Int { all.count }

  func little<I: FixedWidthInteger & UnsignedInteger>(_ offset: Int, as: I.Type = I.self) -> I? {
    integer(offset, as: I.self).map { I(littleEndian: $0) }
  }

  func big<I: FixedWidthInteger & UnsignedInteger>(_ offset: Int, as: I.Type = I.self) -> I? {
    integer(offset, as: I.self).map { I(bigEndian: $0) }
  }

  /// `count` bytes from `offset` on, or nil where there are not so many.
  func slice(_ offset: Int, count length: Int) -> Bytes? {
    guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { return nil }
    return Bytes(UnsafeRawBufferPointer(rebasing: all[offset..<offset + length]))
  }

  var text: String { String(decoding: all, as: UTF8.self) }

  private func integer<I: FixedWidthInteger>(_ offset: Int, as: I.Type) -> I? {
    guard offset >= 0, count >= MemoryLayout<I>.size, offset <= count - MemoryLayout<I>.size else { return nil }
    return all.loadUnaligned(fromByteOffset: offset, as: I.self)
  }
}
