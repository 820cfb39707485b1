import DreyModel

extension JobResult {
  /// Removes the records that the job collected; what it counted stays.
  mutating func removeRecords() {
    accumulators = accumulators.filter { if case .list = $0.value { false } else { true } }
  }
}
