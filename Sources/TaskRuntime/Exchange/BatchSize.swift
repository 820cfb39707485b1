/// Estimates the bytes of a batch that is being filled from a few of its records, so that a batch of large records is
/// passed on before it has all the records that it could hold.
@usableFromInline
struct BatchSize {
  /// Bytes at which a batch is full.
  static let maximum = 1 << 20

  /// The number of records at which to look at the last one.
  @usableFromInline private(set) var checkpoint = 1
  private var bytes = 0
  private var lookedAt = 0
  private var recordSize = 0

  @usableFromInline init() {}

  /// Takes the size of a batch's last record into account.
  /// - Parameter maximumCount: the records at which a batch is full.
  /// - Returns: whether the batch is to be passed on.
  @usableFromInline mutating func isFull(count: Int, recordSize: Int, maximumCount: Int) -> Bool {
    self.recordSize = recordSize
    bytes += recordSize * (count - lookedAt)
    lookedAt = count
    guard count < maximumCount, bytes < Self.maximum else { return true }
    // Four times as many as before, or as many as there is room for if they are like the last.
    checkpoint = min(maximumCount, count * 4, count + 1 + (Self.maximum - bytes) / max(1, recordSize))
    return false
  }

  /// Bytes of a batch that has `count` records by now.
  func bytes(count: Int) -> Int { bytes + recordSize * (count - lookedAt) }
}
