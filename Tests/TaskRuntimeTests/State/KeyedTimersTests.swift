import StreamRecords
import Testing

@testable import TaskRuntime

@Suite struct KeyedTimersTests {
  private func newStore() -> KeyedStateStore<Int> {
    KeyedStateStore(StateOwner(operatorName: "Test", index: 0, parallelism: 1)) { 0 }
  }

  private func drain(_ timers: KeyedTimers<Int>, at time: Int = .max) -> [[Int]] {
    var fired: [[Int]] = []
    while let (due, key) = timers.popDue(at: time) { fired.append([due, key]) }
    return fired
  }

  @Test func inTheOrderOfTime() throws {
    let timers = try KeyedTimers("timers", in: newStore())
    for (key, time) in [(1, 30), (2, 10), (1, 10), (3, 20), (1, 30), (2, .max), (9, -5)] {
      timers.register(key, at: time)
    }
    timers.delete(3, at: 20)
    timers.delete(3, at: 21)
    #expect(timers.entryCount == 5)
    #expect(drain(timers, at: 9) == [[-5, 9]])
    #expect(drain(timers, at: 10) == [[10, 2], [10, 1]])
    #expect(drain(timers) == [[30, 1], [.max, 2]])
    #expect(timers.entryCount == 0 && timers.nextTime == .max)
  }

  @Test func oneThatIsDeletedAndRegisteredAgainFiresOnce() throws {
    let timers = try KeyedTimers("timers", in: newStore())
    for _ in 0..<5 {
      timers.register(1, at: 10)
      timers.delete(1, at: 10)
      timers.register(1, at: 10)
    }
    #expect(drain(timers) == [[10, 1]])
  }

  /// As sessions do, whose end moves with every record.
  @Test func deletedTimersDoNotPileUp() throws {
    let timers = try KeyedTimers("timers", in: newStore())
    for time in 0..<100_000 {
      timers.delete(time % 100, at: time - 100 + 1_000_000)
      timers.register(time % 100, at: time + 1_000_000)
    }
    #expect(timers.entryCount == 100)
    #expect(timers.storage.pointee.queue.count < 2000)
    #expect(drain(timers) == (99_900..<100_000).map { [$0 + 1_000_000, $0 % 100] })
  }

  @Test func canBeTakenElsewhere() throws {
    let timers = try KeyedTimers("timers", in: newStore())
    for key in 0..<1000 { timers.register(key, at: key / 3) }
    timers.delete(4, at: 1)
    let parts = try (0..<3).map { _ in try KeyedTimers("timers", in: newStore()) }
    let pieces = SnapshotPieces { bytes in
      for (index, part) in parts.enumerated() {
        var reader = ByteReader(bytes)
        let owned = OwnedKeyGroups(index: index, parallelism: 3, maxParallelism: 128)
        try SnapshotPieces.forEach(in: &reader) { piece, _ in try part.restore(from: &piece, owned: owned) }
        #expect(!reader.failed)
      }
    }
    try timers.beginSnapshot(pieces)
    timers.register(5000, at: 5000)
    timers.delete(7, at: 2)
    while try timers.continueSnapshot() {}
    try pieces.drain()
    for part in parts { part.endRestore() }
    #expect(parts.allSatisfy { $0.entryCount > 100 && $0.account.bytes > 1000 })
    let fired = parts.flatMap { drain($0) }
    #expect(parts.allSatisfy { $0.nextTime == .max })
    #expect(Set(fired) == Set((0..<1000).filter { $0 != 4 }.map { [$0 / 3, $0] }) && fired.count == 999)
  }
}
