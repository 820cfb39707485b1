/// Which records of a block go along which channel, in their order.
@usableFromInline
struct ChannelLists: ~Copyable {
  /// Records in a block: as many as a byte can tell apart, so that the lists of many channels stay in the fastest cache.
  @inlinable static var blockSize: Int { 256 }

  /// The records' places in their block, room for a whole block per channel.
  @usableFromInline let places: UnsafeMutablePointer<UInt8>
  @usableFromInline let counts: UnsafeMutablePointer<Int>
  private let channelCount: Int

  init(channels: Int) {
    channelCount = channels
    places = .allocate(capacity: channels * Self.blockSize)
    counts = .allocate(capacity: channels)
    counts.initialize(repeating: 0, count: channels)
  }

  deinit {
    places.deallocate()
    counts.deallocate()
  }

  /// The places of a channel's records; valid until the next call.
  @inlinable subscript(channel: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: places + channel &* Self.blockSize, count: counts[channel])
  }

  /// Appends a record's place to the list of a channel, which must be one of those that there are.
  @inlinable @inline(__always) func append(_ place: Int, to channel: Int) {
    let count = counts[channel]
    places[channel &* Self.blockSize &+ count] = UInt8(truncatingIfNeeded: place)
    counts[channel] = count &+ 1
  }

  @usableFromInline func removeAll() { counts.update(repeating: 0, count: channelCount) }
}
