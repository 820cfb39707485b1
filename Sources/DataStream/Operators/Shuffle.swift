public import TaskRuntime

extension DataStream {
  /// Sends every record to a subtask of the next operator that is drawn at random, all being equally likely.
  ///
  /// ```swift
  /// env.fromCollection(lines).shuffle().map { parse($0) }.print()
  /// ```
  @inlinable public func shuffle() -> DataStream<Record> {
    partitioned(.shuffle) { context, edge in
      let partitioner = try Partitioner<Record>(context.subtask, edge: edge)
      guard partitioner.channelCount > 1 else { return partitioner.toOneChannel() }
      let draw = Draw(below: partitioner.channelCount)
      return Output(
        batch: { batch in
          var state = draw.state
          defer { draw.state = state }
          try partitioner.send(batch) { _ in draw.next(&state) }
        },
        signal: partitioner.signal)
    }
  }
}

/// Random numbers that cost next to nothing (xorshift64 of Marsaglia); good enough to spread records.
@usableFromInline
final class Draw {
  @usableFromInline var state = UInt64.random(in: 1 ... .max)
  @usableFromInline let bound: UInt64

  @usableFromInline init(below bound: Int) { self.bound = UInt64(bound) }

  /// From 0 to the bound, exclusive.
  @inlinable @inline(__always) func next(_ state: inout UInt64) -> Int {
    state ^= state &<< 13
    state ^= state &>> 7
    state ^= state &<< 17
    return Int(truncatingIfNeeded: ((state &>> 32) &* bound) &>> 32)
  }
}
