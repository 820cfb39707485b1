import DreyModel
import StreamRecords

/// Looks after the memory of one operator's state, and says what is wrong with it.
struct StateGuardian {
  let owner: StateOwner
  let pool: MemoryPool
  /// Places per batch that are looked at for what has expired: as many as a batch has records.
  private static let sweptPlaces = 1024
  /// The process as a whole is looked at once in so many batches; that takes some microseconds.
  private static let batchesPerLook = 64

  private final class Batches {
    var count = 0
  }

  private let batches = Batches()

  init(owner: StateOwner, pool: MemoryPool) {
    self.owner = owner
    self.pool = pool
  }

  func endBatch(_ states: [any KeyedState]) throws(Failure) {
    for state in states { state.sweep(places: Self.sweptPlaces) }
    if pool.wasExhausted, let state = states.first(where: { $0.refusedBytes > 0 }) { throw exhausted(state) }
    batches.count += 1
    guard batches.count % Self.batchesPerLook == 0, StateMemory.isNearlyUsedUp else { return }
    if let largest = states.max(by: { $0.byteCount < $1.byteCount }) { throw nearlyUsedUp(largest) }
  }

  func missingKey() -> Failure {
    Failure(
      .user, "\(owner.place) used keyed state while there was no key",
      advice: "Use it in functions that are called for a record or a timer, not where a function is made.")
  }

  private func exhausted(_ state: any KeyedState) -> Failure {
    let used =
      "\(megabytes(pool.used)) of the \(megabytes(pool.limit)) that the state of this process may take are used"
    return Failure(
      .user, "\(owner.place): \(holds(state)) and needs \(megabytes(state.refusedBytes)) more, but \(used)",
      advice: Self.advice)
  }

  private func nearlyUsedUp(_ state: any KeyedState) -> Failure {
    let used = "this process takes more than nine tenths of the \(megabytes(StateMemory.available)) that it may"
    return Failure(.user, "\(owner.place): \(used); its largest state, \(holds(state))", advice: Self.advice)
  }

  private func holds(_ state: any KeyedState) -> String {
    "state '\(state.name)' holds \(state.entryCount) entries in \(megabytes(state.byteCount))"
  }

  private func megabytes(_ bytes: Int) -> String { "\((bytes + (1 << 20) - 1) >> 20) MB" }

  private static let advice = """
    Give the TaskManagers more memory, use more of them with a higher parallelism, or keep less: clear state that is \
    not needed any more, or let it expire with a StateTtlConfig.
    """
}
