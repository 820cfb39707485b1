import DreyModel
import TaskRuntime

extension StreamExecutionEnvironment {
  /// The whole numbers from `first` to `last`, both included. Every subtask emits a contiguous part of them.
  ///
  /// ```swift
  /// env.generateSequence(from: 1, to: 1_000_000).filter { $0 % 7 == 0 }.print()
  /// ```
  public func generateSequence(from first: Int, to last: Int) -> DataStream<Int> {
    source("Sequence") { context, out in
      guard first <= last else { return }
      // In 128 bits, since the sequence may hold more numbers than an Int can count.
      let total = Int128(last) - Int128(first) + 1
      let start = Int128(first) + total * Int128(context.index) / Int128(context.parallelism)
      let end = Int128(first) + total * Int128(context.index + 1) / Int128(context.parallelism)
      var next = start
      while next < end {
        let batch = min(end - next, Int128(Emitter<Int>.batchSize))
        for offset in 0..<Int(batch) { out.emit(Int(next) &+ offset) }
        next += batch
        try context.checkCancellation()
        try out.endBatch()
      }
    }
  }
}
