import StreamRecords
import Testing

@testable import TaskRuntime

/// Operators that change batches in the memory that they are in.
@Suite struct BatchTests {
  @Test(arguments: [false, true]) func mapMakesSmallerLargerAndEqualRecords(isTimed: Bool) throws {
    #expect(
      try mapped(Array(0..<1000), isTimed) { UInt8(truncatingIfNeeded: $0) } == (0..<1000).map { UInt8($0 & 255) })
    #expect(try mapped((0..<200).map { UInt8($0) }, isTimed) { "\($0)" } == (0..<200).map { "\($0)" })
    #expect(
      try mapped((0..<99).map { "a long string, number \($0)" }, isTimed) { $0 + "!" }.last
        == "a long string, number 98!")
    #expect(try mapped([Int](), isTimed) { $0 } == [])
  }

  @Test func mapThatThrowsLeavesNothing() {
    let alive = Alive()
    for failing in [0, 1, 50, 99] {
      let error = #expect(throws: Refusal.self) {
        _ = try mapped((0..<100).map { Item($0, alive) }, false) { item in
          if item.number == failing { throw Refusal() }
          return Item(item.number, alive)
        }
      }
      #expect(error != nil)
      #expect(alive.count == 0)
    }
  }

  @Test(arguments: [false, true]) func filterKeepsOrderAndTimes(isTimed: Bool) throws {
    let alive = Alive()
    let kept = Collector<Item>()
    let emitter = EmitterCell(kept.output)
    try with((0..<100).map { Item($0, alive) }, isTimed) { try $0.filter(into: emitter.emitter) { $0.number % 3 == 0 } }
    #expect(kept.records.map(\.number) == (0..<100).filter { $0 % 3 == 0 })
    #expect(kept.times == (isTimed ? kept.records.map { $0.number + 5000 } : []))
    kept.records = []
    #expect(alive.count == 0)
  }

  @Test func filterThatThrowsLeavesNothing() {
    let alive = Alive()
    let emitter = EmitterCell(Collector<Item>().output)
    #expect(throws: Refusal.self) {
      try with((0..<100).map { Item($0, alive) }, false) { batch in
        try batch.filter(into: emitter.emitter) {
          if $0.number == 70 { throw Refusal() }
          return $0.number % 2 == 0
        }
      }
    }
    #expect(alive.count == 0)
  }

  @Test func readersOfOneStreamDoNotSeeWhatOthersFilter() throws {
    let (some, all) = (Collector<Int>(), Collector<Int>())
    let filtered = EmitterCell(some.output)
    let filter = Output<Int>(batch: { try $0.filter(into: filtered.emitter) { $0 > 7 } }, signal: { _ in })
    try with(Array(0..<10), true) { try Output.all([filter, all.output]).batch($0) }
    #expect(some.records == [8, 9])
    #expect(some.times == [5008, 5009])
    #expect(all.records == Array(0..<10))
    #expect(all.times == Array(5000..<5010))
  }

  @Test(arguments: [0, 1, 15, 16, 17, 1000]) func recordsComeWithTheirKeys(count: Int) throws {
    let table = KeyedTable<String, Int>(minimumCapacity: 16)
    let found = Collector<Int>()
    let emitter = EmitterCell(found.output)
    try with(Array(0..<count), true) { batch in
      try batch.consumeEach(by: { "key \($0 % 10) of a length" }, in: table, into: emitter.emitter) {
        record, key, hash in
        #expect(key == "key \(record % 10) of a length" && hash == key.fastHash)
        let place = table.access.find(key, hash: hash) ?? table.access.value(for: key, hash: hash, default: 0)
        place.pointee += 1
        emitter.emitter.pointee.emit(place.pointee)
      }
    }
    #expect(found.records == (0..<count).map { $0 / 10 + 1 })
    #expect(found.times == (0..<count).map { $0 + 5000 })
    #expect(table.count == min(10, count))
  }

  @Test(arguments: [0, 15, 16, 30]) func keysThatAreRefusedLeaveNothing(failing: Int) {
    let alive = Alive()
    let emitter = EmitterCell(Collector<Int>().output)
    let table = KeyedTable<Int, Int>()
    for isKey in [true, false] {
      #expect(throws: Refusal.self) {
        try with((0..<40).map { Item($0, alive) }, false) { batch in
          try batch.consumeEach(
            by: { (item: Item) -> Int in
              if isKey, item.number == failing { throw Refusal() }
              return item.number
            }, in: table, into: emitter.emitter
          ) { item, _, _ in if item.number == failing { throw Refusal() } }
        }
      }
      #expect(alive.count == 0)
    }
  }

  private func mapped<In, Out>(_ records: [In], _ isTimed: Bool, _ transform: (In) throws -> Out) throws -> [Out] {
    let made = Collector<Out>()
    let emitter = EmitterCell(made.output)
    try with(records, isTimed) { try $0.map(into: emitter.emitter, transform) }
    #expect(made.times == (isTimed ? Array(5000..<5000 + records.count) : []))
    return made.records
  }

  /// Hands over a batch of some records, whose times begin with 5000.
  private func with<Record>(_ records: [Record], _ isTimed: Bool, _ body: (Batch<Record>) throws -> Void) rethrows {
    let memory = UnsafeMutableBufferPointer<Record>.allocate(capacity: max(1, records.count))
    defer { memory.deallocate() }
    _ = memory.initialize(fromContentsOf: records)
    var times = Array(5000..<5000 + max(1, records.count))
    try times.withUnsafeMutableBufferPointer { times in
      let all = UnsafeMutableBufferPointer(rebasing: memory[..<records.count])
      try body(Batch(all, timestamps: isTimed ? times.baseAddress : nil))
    }
  }
}

/// What came out.
private final class Collector<Record> {
  var records: [Record] = []
  var times: [Int] = []

  var output: Output<Record> {
    Output(
      batch: { [self] batch in
        if let timestamps = batch.timestamps {
          times += UnsafeBufferPointer(start: timestamps, count: batch.count)
        }
        batch.consumeEach { records.append($0) }
      },
      signal: { _ in })
  }
}

/// Counts the records that there are.
private final class Alive {
  var count = 0
}

private final class Item {
  let number: Int
  private let alive: Alive

  init(_ number: Int, _ alive: Alive) {
    self.number = number
    self.alive = alive
    alive.count += 1
  }

  deinit { alive.count -= 1 }
}

private struct Refusal: Error {}
