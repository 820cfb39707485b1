extension String {
  /// The string of some bytes; what is not UTF-8 among them reads as U+FFFD. Short ASCII takes a faster way.
  @inlinable @inline(__always) public init(utf8 bytes: UnsafeRawBufferPointer) {
    guard bytes.count <= SmallString.capacity, let start = bytes.baseAddress,
      let small = SmallString.ascii(SmallString.Words(at: start, count: bytes.count, readable: bytes.count))
    else {
      self = String(decoding: bytes, as: UTF8.self)
      return
    }
    self = small
  }
}

extension SmallString.Words {
  /// The `count` bytes at `start`, of which `readable` may be touched; `count` is at most 15 and at most `readable`.
  @inlinable @inline(__always) init(at start: UnsafeRawPointer, count: Int, readable: Int) {
    guard readable >= 16 else {
      self.init(UnsafeRawBufferPointer(start: start, count: count))
      return
    }
    let low = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
    let high = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    // Smart shifts would cost branches; both counts are below 64 wherever their result is used.
    let kept = UInt64(truncatingIfNeeded: (count & 7) &* 8)
    let mask = (1 as UInt64) &<< kept &- 1
    if count < 8 {
      self.init(low: low & mask, high: 0, count: count)
    } else {
      self.init(low: low, high: high & mask, count: count)
    }
  }
}
