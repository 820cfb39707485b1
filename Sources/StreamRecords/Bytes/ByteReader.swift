/// Reads what a ``ByteWriter`` wrote, from bytes that may come from anywhere.
///
/// It never reads past the end. The first value that does not fit sets ``failed``, which stays set: from then on every
/// value reads as zero or empty, and whoever asked for the record looks at ``failed`` once, after it.
public struct ByteReader {
  @usableFromInline var position: UnsafeRawPointer
  @usableFromInline let end: UnsafeRawPointer
  /// Whether the bytes turned out not to be what was asked for.
  public private(set) var failed = false

  /// - Parameter bytes: must stay valid as long as the reader is in use.
  @inlinable public init(_ bytes: UnsafeRawBufferPointer) {
    // An empty buffer may have no address; any address will do for a reader that cannot move.
    let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
    position = start
    end = start + bytes.count
  }

  /// Bytes that are left; 0 once ``failed``.
  @inlinable public var remaining: Int { end - position }

  /// What is left, without reading it.
  var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: position, count: remaining) }

  /// Says that the bytes are malformed, for a reason that only the caller can know.
  @inline(never) public mutating func fail() {
    failed = true
    position = end
  }

  /// The next integer, least significant byte first.
  @inlinable @inline(__always)
  public mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) -> Value {
    let size = Value.bitWidth / 8
    guard remaining >= size else {
      fail()
      return 0
    }
    let value = position.loadUnaligned(as: Value.self)
    position += size
    return Value(littleEndian: value)
  }

  /// The next `count` bytes, valid as long as the reader's own; empty where there are fewer.
  @inlinable public mutating func bytes(_ count: Int) -> UnsafeRawBufferPointer {
    guard count >= 0, remaining >= count else {
      fail()
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    defer { position += count }
    return UnsafeRawBufferPointer(start: position, count: count)
  }
}
