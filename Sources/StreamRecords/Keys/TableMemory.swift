import Synchronization

/// The memory that the keyed tables of a process may take together.
public final class MemoryPool: Sendable {
  /// Bytes.
  public let limit: Int
  private let taken = Atomic(0)
  private let refused = Atomic(false)

  /// - Parameter limit: bytes.
  public init(limit: Int) { self.limit = limit }

  /// Bytes taken now.
  public var used: Int { taken.load(ordering: .relaxed) }

  /// Whether anybody ever asked for more than there was.
  public var wasExhausted: Bool { refused.load(ordering: .relaxed) }

  /// - Returns: whether there was as much; nothing is taken where not.
  func take(_ bytes: Int) -> Bool {
    guard taken.add(bytes, ordering: .relaxed).newValue > limit, bytes > 0 else { return true }
    taken.subtract(bytes, ordering: .relaxed)
    refused.store(true, ordering: .relaxed)
    return false
  }

  func giveBack(_ bytes: Int) { taken.subtract(bytes, ordering: .relaxed) }
}

/// What one user of a ``MemoryPool`` took of it. Belongs to one thread, and gives all back at its end.
public final class MemoryAccount {
  /// Where it is taken from.
  public let pool: MemoryPool
  /// Bytes taken now.
  public private(set) var bytes = 0
  /// Bytes that were asked for last and not to be had; 0 where there always were enough.
  public private(set) var refused = 0

  /// An account with nothing in it.
  public init(_ pool: MemoryPool) { self.pool = pool }

  deinit { pool.giveBack(bytes) }

  /// Takes more, which is refused where the pool has not as much: then ``refused`` says so.
  /// - Returns: whether it was taken.
  public func take(_ more: Int) -> Bool {
    guard pool.take(more) else {
      refused = more
      return false
    }
    bytes += more
    return true
  }

  /// Gives some of it back.
  public func giveBack(_ less: Int) {
    // What was refused may be there nevertheless, and was never taken.
    let less = min(less, bytes)
    bytes -= less
    pool.giveBack(less)
  }

  /// Takes what something that is there already grew by, or gives back what it shrank by. Where the pool has not as much
  /// it is not taken, but ``refused`` says so.
  @inlinable public func follow(from old: Int, to new: Int) {
    if new > old { _ = take(new - old) } else if new < old { giveBack(old - new) }
  }
}
