@testable import DataStream
@testable import TaskRuntime

/// Time that goes on when a test says so.
final class FakeClock {
  var now = 1_000_000
}

/// A store for tests, with a clock of its own and as much memory as a test wants.
struct TestStore {
  let clock = FakeClock()
  let store: KeyedStateStore<Int>

  init(limit: Int = 1 << 30) {
    let owner = StateOwner(operatorName: "Test", index: 1, parallelism: 4)
    store = KeyedStateStore(owner, pool: MemoryPool(limit: limit)) { [clock] in clock.now }
  }

  /// A store whose states take in what was left of them.
  init(_ registry: SnapshotRegistry) {
    let owner = StateOwner(operatorName: "Test", index: 1, parallelism: 4)
    store = KeyedStateStore(owner, register: registry.register) { [clock] in clock.now }
  }

  /// The current key from now on.
  func key(_ key: Int) { store.current.set(key) }
}
