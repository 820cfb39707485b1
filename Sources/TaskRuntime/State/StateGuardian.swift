import DreyModel
import Glibc
import StreamRecords

/// Looks after the memory of one operator's state, and says what is wrong with it.
final class StateGuardian {
  let owner: StateOwner
  let pool: MemoryPool
  /// Whether the process as a whole is about to take too much.
  private let isProcessFull: () -> Bool
  /// When to look at the process again, in milliseconds of a clock of its own.
  private var nextLook = 0
  /// A look takes some microseconds; a process does not grow by a tenth of its memory in this many milliseconds.
  private static let lookInterval = 10
  /// Places per batch that are looked at for what has expired: as many as a batch has records.
  private static let sweptPlaces = 1024

  init(
    owner: StateOwner, pool: MemoryPool, isProcessFull: @escaping () -> Bool = { StateMemory.isNearlyUsedUp }
  ) {
    self.owner = owner
    self.pool = pool
    self.isProcessFull = isProcessFull
  }

  func endBatch(_ states: [any KeyedState]) throws(Failure) {
    for state in states { state.sweep(places: Self.sweptPlaces) }
    if pool.wasExhausted, let state = states.first(where: { $0.refusedBytes > 0 }) { throw exhausted(state) }
    guard isTimeToLook, isProcessFull() else { return }
    if let largest = states.max(by: { $0.byteCount < $1.byteCount }) { throw nearlyUsedUp(largest) }
  }

  private var isTimeToLook: Bool {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    let now = time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    guard now >= nextLook else { return false }
    nextLook = now + Self.lookInterval
    return true
  }

  func missingKey() -> Failure {
    Failure(
      .user, "\(owner.place) used keyed state while there was no key",
      advice: "Use it in functions that are called for a record or a timer, not where a function is made.")
  }

  func unreadable(_ name: String, _ error: any Error) -> Failure {
    Failure(
      .user, "\(owner.place): what was left of the state '\(name)' cannot be read: \(error)",
      advice: "Has the type of its keys or values changed? Give the operator another uid, so that it begins anew.",
      isPermanent: true)
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
    return Failure(
      .user, "\(owner.place): \(used); \(holds(state)) beside what its values refer to", advice: Self.advice)
  }

  private func holds(_ state: any KeyedState) -> String {
    "state '\(state.name)' holds \(state.entryCount) entries in \(megabytes(state.byteCount))"
  }

  private func megabytes(_ bytes: Int) -> String { "\((bytes + (1 << 20) - 1) >> 20) MB" }

  private static let advice = """
    Give the TaskManagers more memory, or state more of it (\(OptionKey.managedMemory.rawValue)), use more of them with a \
    higher parallelism, or keep less: clear state that is not needed any more, or let it expire with a StateTtlConfig.
    """
}
