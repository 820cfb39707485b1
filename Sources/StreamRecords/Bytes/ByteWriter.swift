/// A growing run of bytes that records are encoded into.
///
/// Behind the capacity there is always room for ``slack`` more bytes, so that fixed-size stores need no check of their own.
public struct ByteWriter: ~Copyable {
  /// Bytes that may be stored past the capacity that was reserved.
  @inlinable public static var slack: Int { 32 }

  @usableFromInline var base: UnsafeMutableRawPointer
  /// Bytes written so far.
  @inlinable public var count: Int { length }
  @usableFromInline var length = 0
  /// Negative where there is no memory yet.
  @usableFromInline var capacity: Int
  /// Whether values that are equal have to become equal bytes, whatever order a set or dictionary keeps its elements in.
  var isCanonical = false

  /// - Parameter capacity: bytes to make room for at once; the writer grows beyond it as needed.
  public init(capacity: Int = 256) {
    self.capacity = max(capacity, 16)
    base = .allocate(byteCount: self.capacity + Self.slack, alignment: 16)
  }

  /// A writer without memory, to be swapped for another.
  init(placeholder: Void) {
    capacity = -1
    base = UnsafeMutableRawPointer(bitPattern: 16).unsafelyUnwrapped
  }

  deinit { if capacity >= 0 { base.deallocate() } }

  /// Makes room for `bytes` more.
  @inlinable @inline(__always) public mutating func reserve(_ bytes: Int) {
    if length &+ bytes > capacity { grow(by: bytes) }
  }

  @usableFromInline @inline(never) mutating func grow(by bytes: Int) {
    let larger = max(capacity * 2, length + bytes, 16)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: larger + Self.slack, alignment: 16)
    memory.copyMemory(from: base, byteCount: length)
    if capacity >= 0 { base.deallocate() }
    (base, capacity) = (memory, larger)
  }

  /// Appends an integer, least significant byte first.
  @inlinable @inline(__always) public mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
    let size = Value.bitWidth / 8
    reserve(size)
    (base + length).storeBytes(of: value.littleEndian, as: Value.self)
    length &+= size
  }

  /// Appends bytes as they are.
  @inlinable public mutating func bytes(_ source: UnsafeRawBufferPointer) {
    guard let start = source.baseAddress else { return }
    reserve(source.count)
    (base + length).copyMemory(from: start, byteCount: source.count)
    length &+= source.count
  }

  /// Appends the first `bytes` bytes of two words, least significant first; `bytes` is at most 16.
  @inlinable @inline(__always) mutating func words(_ low: UInt64, _ high: UInt64, bytes: Int) {
    reserve(bytes)
    (base + length).storeBytes(of: low.littleEndian, as: UInt64.self)
    (base + length).storeBytes(of: high.littleEndian, toByteOffset: 8, as: UInt64.self)
    length &+= bytes
  }

  /// Replaces four bytes that were written before; nothing happens where there are none at `offset`.
  public mutating func overwrite(at offset: Int, with value: UInt32) {
    guard offset >= 0, offset + 4 <= length else { return }
    base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
  }

  /// A byte that was written before; 0 where there is none at `offset`.
  subscript(offset: Int) -> UInt8 {
    guard offset >= 0, offset < length else { return 0 }
    return base.load(fromByteOffset: offset, as: UInt8.self)
  }

  /// Forgets all bytes from `count` on and keeps the memory.
  public mutating func truncate(to count: Int) { length = min(max(0, count), length) }

  /// All bytes written, valid inside of `body` only.
  public borrowing func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try body(UnsafeRawBufferPointer(start: base, count: length))
  }
}
