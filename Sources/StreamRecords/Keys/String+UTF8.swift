extension String {
  /// The string of some bytes; what is not UTF-8 among them reads as U+FFFD. Short ASCII takes a faster way.
  @inlinable @inline(__always) public init(utf8 bytes: UnsafeRawBufferPointer) {
    self.init(utf8: bytes, readable: bytes.count)
  }

  /// The string of some bytes, from whose first on `readable` bytes may be touched: with 16 of them it is much faster.
  @inlinable @inline(__always) init(utf8 bytes: UnsafeRawBufferPointer, readable: Int) {
    guard bytes.count <= SmallString.capacity, let start = bytes.baseAddress,
      let small = SmallString.ascii(SmallString.Words(at: start, count: bytes.count, readable: readable))
    else {
      self = String(decoding: bytes, as: UTF8.self)
      return
    }
    self = small
  }
}

extension SmallString.Words {
  /// The `count` bytes at `start`; `count` is at most 15 and at most `readable`.
  ///
  /// - Parameter readable: bytes that may be touched from `start` on.
  @inlinable @inline(__always) init(at start: UnsafeRawPointer, count: Int, readable: Int) {
    if readable >= 16 {
      self.init(first: count, of: Self.load(start))
    } else {
      self.init(UnsafeRawBufferPointer(start: start, count: count))
    }
  }

  @inlinable @inline(__always) static func load(_ start: UnsafeRawPointer) -> UInt128 {
    UInt128(littleEndian: start.loadUnaligned(as: UInt128.self))
  }

  @inlinable @inline(__always) init(first count: Int, of bytes: UInt128) {
    let low = UInt64(truncatingIfNeeded: bytes)
    let high = UInt64(truncatingIfNeeded: bytes &>> 64)
    let mask = (1 as UInt64) &<< UInt64(truncatingIfNeeded: (count & 7) &* 8) &- 1
    if count < 8 {
      self.init(low: low & mask, high: 0, count: count)
    } else {
      self.init(low: low, high: high & mask, count: count)
    }
  }
}
