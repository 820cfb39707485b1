import DataStream

extension DataStream {
  /// The sink of every job: each subtask counts its records and adds up their checksums, and prints one line at the end of
  /// its input, `rows=5 checksum=42`. What all subtasks printed together is the job's answer.
  @inline(__always) func tally(_ checksum: @escaping @Sendable (Record) -> UInt64) {
    let add: @Sendable (Batch<Record>, Totals) -> Void = { batch, totals in
      totals.rows += batch.count
      var sum: UInt64 = 0
      batch.consumeEach { sum &+= checksum($0) }
      totals.checksum &+= sum
    }
    transform("Tally") { _, next in
      let totals = Totals()
      let cell = EmitterCell<String>(next)
      return Output(
        batch: { add($0, totals) },
        signal: { signal in
          if signal == .endOfInput {
            cell.emitter.pointee.emit("rows=\(totals.rows) checksum=\(totals.checksum)")
            try cell.emitter.pointee.endBatch()
          }
          try next.signal(signal)
        })
    }
    .print()
  }
}

/// One subtask's share of a job's answer.
private final class Totals {
  var rows = 0
  var checksum: UInt64 = 0
}
