/// The last few lines of a stream.
public struct Tail: Sendable, Equatable {
  private var ring: [String] = []
  private var oldest = 0
  private let capacity: Int

  public init(capacity: Int) { self.capacity = max(0, capacity) }

  public mutating func append(_ line: String) {
    guard capacity > 0 else { return }
    guard ring.count == capacity else { return ring.append(line) }
    ring[oldest] = line
    oldest = (oldest + 1) % capacity
  }

  /// Oldest first.
  public var lines: [String] { Array(ring[oldest...] + ring[..<oldest]) }
}
