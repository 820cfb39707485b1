/// What a table that is being read back knows of how many keys are still to come.
///
/// Of those that were written, only some may belong to this table. After a few thousand of them have been seen it is known
/// how many these are, about, and the table makes room for all of them at once: growing step by step takes as long as
/// reading them.
@usableFromInline
struct TableRestoration {
  /// As many keys tell well enough of the others.
  @usableFromInline static var sample: Int { 4096 }

  /// Keys that were written and have not been seen; 0 where that is not known.
  @usableFromInline var left = 0
  @usableFromInline var seen = 0
  @usableFromInline var taken = 0

  @inlinable init() {}

  /// Takes note of some keys that were read.
  /// - Returns: how many more keys to make room for, once that can be told.
  @inlinable mutating func see(_ count: Int, taken: Int) -> Int? {
    guard left > 0 else { return nil }
    left = max(0, left - count)
    seen += count
    self.taken += taken
    guard seen >= Self.sample else { return nil }
    let share = Double(self.taken) / Double(seen)
    defer { self = TableRestoration() }
    // A little less where it is an estimate: too little room costs one growth, too much costs memory.
    return Int(Double(left) * (share < 1 ? share * 0.95 : 1))
  }
}
