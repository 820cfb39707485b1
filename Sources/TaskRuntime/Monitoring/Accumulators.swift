public import DreyModel
public import Synchronization

/// Adds up what one subtask comes across; the job's result has what the subtasks of all vertices came to, by name.
///
/// The subtask's own thread adds; others may read at any time.
public protocol Accumulator: AnyObject, Sendable {
  /// An accumulator that nothing was added to.
  init()
  /// What was added so far.
  var localValue: AccumulatorValue { get }
}

/// A sum of whole numbers.
public final class LongCounter: Accumulator {
  @usableFromInline let sum = Atomic(0)

  /// A counter at 0.
  public init() {}

  /// Adds to the sum, which wraps where it overflows.
  @inlinable public func add(_ amount: Int = 1) {
    sum.store(sum.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
  }

  /// The sum.
  public var localValue: AccumulatorValue { .longCounter(sum.load(ordering: .relaxed)) }
}

/// A sum of numbers.
public final class DoubleCounter: Accumulator {
  @usableFromInline let bits = Atomic<UInt64>(0)

  /// A counter at 0.
  public init() {}

  /// Adds to the sum.
  @inlinable public func add(_ amount: Double) {
    let sum = Double(bitPattern: bits.load(ordering: .relaxed)) + amount
    bits.store(sum.bitPattern, ordering: .relaxed)
  }

  /// The sum.
  public var localValue: AccumulatorValue { .doubleCounter(Double(bitPattern: bits.load(ordering: .relaxed))) }
}

/// The lowest of whole numbers; `Int.max` where there was none.
public final class LongMinimum: Accumulator {
  @usableFromInline let lowest = Atomic(Int.max)

  /// A minimum of nothing.
  public init() {}

  /// Takes a number into account.
  @inlinable public func add(_ value: Int) {
    if value < lowest.load(ordering: .relaxed) { lowest.store(value, ordering: .relaxed) }
  }

  /// The lowest number.
  public var localValue: AccumulatorValue { .longMinimum(lowest.load(ordering: .relaxed)) }
}

/// The highest of whole numbers; `Int.min` where there was none.
public final class LongMaximum: Accumulator {
  @usableFromInline let highest = Atomic(Int.min)

  /// A maximum of nothing.
  public init() {}

  /// Takes a number into account.
  @inlinable public func add(_ value: Int) {
    if value > highest.load(ordering: .relaxed) { highest.store(value, ordering: .relaxed) }
  }

  /// The highest number.
  public var localValue: AccumulatorValue { .longMaximum(highest.load(ordering: .relaxed)) }
}
