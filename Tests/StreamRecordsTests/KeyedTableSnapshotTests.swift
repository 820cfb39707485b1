import StreamRecords
import Testing

@Suite(.timeLimit(.minutes(2))) struct KeyedTableSnapshotTests {
  /// What was written of a table, as it is read back.
  private final class Pieces<Key: StreamKey, Value: StreamCodable> {
    var entries: [KeyValue<Key, Value>] = []
    var error: (any Error)?

    func take(_ block: KeyedTable<Key, Value>.Block) throws {
      var writer = ByteWriter()
      try block.put(into: &writer)
      try writer.withBytes { bytes in
        var reader = ByteReader(bytes)
        let table = KeyedTable<Key, Value>(minimumCapacity: 16)
        try table.restore(from: &reader, where: { _ in true }) { entries.append(KeyValue($0, $1.pointee)) }
        #expect(!reader.failed && reader.remaining == 0)
      }
    }

    var dictionary: [Key: Value] {
      var found: [Key: Value] = [:]
      for entry in entries { #expect(found.updateValue(entry.value, forKey: entry.key) == nil, "written twice") }
      return found
    }
  }

  /// Keys that mostly are not where their hash says, in runs that go around the table's end.
  private struct Crowded: StreamKey {
    var number: Int
    var fastHash: UInt64 { UInt64(truncatingIfNeeded: -3 + number % 7) }
    static func put(_ value: Crowded, into writer: inout ByteWriter) { writer.integer(value.number) }
    static func get(from reader: inout ByteReader) -> Crowded { Crowded(number: reader.integer()) }
  }

  /// Changes a table and its model at random; they are compared with each other and each snapshot with the model as it was.
  private func compare<Key: StreamKey>(_ seed: UInt64, _ key: (Int) -> Key) throws {
    var random = SplitMix(state: seed)
    let table = KeyedTable<Key, String>(minimumCapacity: [1, 1, 64, 2048].randomElement(using: &random) ?? 1)
    let keys = [3, 30, 300, 3000].randomElement(using: &random) ?? 3
    var model: [Key: String] = [:]
    var (fenced, pieces): ([Key: String], Pieces<Key, String>?) = ([:], nil)
    var place = 0
    for step in 0..<Int.random(in: 1...2000, using: &random) {
      let next = key(Int.random(in: 0..<keys, using: &random))
      switch Int.random(in: 0..<1000, using: &random) {
      case 0..<450:
        table.value(for: next, default: "").pointee += "\(step) "
        model[next, default: ""] += "\(step) "
      case 450..<600:
        let removed = table.remove(next)
        #expect(removed == model.removeValue(forKey: next), "seed \(seed)")
      case 600..<800:
        let found = table.find(next)
        #expect(found?.pointee == model[next], "seed \(seed)")
        if let found {
          found.pointee = "found at \(step)"
          model[next] = found.pointee
        }
      case 800..<850:
        place = table.sweep(from: place, count: 40) { value in
          if value.pointee.count.isMultiple(of: 3) { return true }
          value.pointee += "s"
          return false
        }
        // Which ones were looked at depends on where they are.
        model = [:]
        table.forEach { model[$0] = $1 }
      case 850..<852:
        table.removeAll()
        model = [:]
      case 852..<870:
        if pieces != nil { table.endSnapshot() }
        (fenced, pieces) = (model, Pieces())
        if let pieces { table.beginSnapshot { try pieces.take($0) } }
      case 870..<880:
        table.endSnapshot()
        pieces = nil
      default:
        guard let writing = pieces, try !table.continueSnapshot(blocks: 1 + step % 3) else { continue }
        #expect(writing.dictionary == fenced, "seed \(seed)")
        pieces = nil
      }
    }
    if let pieces {
      while try table.continueSnapshot(blocks: 1) {}
      #expect(pieces.dictionary == fenced, "seed \(seed)")
    }
    #expect(!table.isBeingWritten && table.count == model.count)
    for (key, value) in model { #expect(table.find(key)?.pointee == value, "seed \(seed)") }
  }

  @Test func showTheTableAsItWas() throws {
    let first = UInt64.random(in: 0 ... .max / 2)
    for seed in first..<first + 200 {
      try compare(seed) { $0 }
      try compare(seed) { Crowded(number: $0) }
      try compare(seed) { "key number \($0)" }
    }
  }

  private struct Unwritable: Error, Equatable {}

  /// A value that cannot always be encoded.
  private struct Fragile: StreamCodable {
    var isBroken = false
    static func put(_ value: Fragile, into writer: inout ByteWriter) throws {
      if value.isBroken { throw Unwritable() }
      writer.integer(UInt8(1))
    }
    static func get(from reader: inout ByteReader) -> Fragile { Fragile(isBroken: reader.integer(UInt8.self) != 1) }
  }

  /// - Parameter use: changes the table while its snapshot is being written.
  @Test(arguments: [0, 1, 2, 3]) func whatCannotBeWrittenComesOutInTheEnd(use: Int) throws {
    let table = KeyedTable<Int, Fragile>(minimumCapacity: 16)
    for key in 0..<11 { _ = table.value(for: key, default: Fragile(isBroken: key == 5)) }
    table.beginSnapshot { block in
      var writer = ByteWriter()
      try block.put(into: &writer)
    }
    switch use {
    case 0: _ = table.find(5)
    case 1: for key in 0..<1000 { _ = table.value(for: key, default: Fragile()) }
    case 2: table.removeAll()
    default: break
    }
    #expect(throws: Unwritable()) { while try table.continueSnapshot(blocks: 1) {} }
    #expect(!table.isBeingWritten)
    #expect(try !table.continueSnapshot(blocks: 1))
    _ = table.value(for: 2000, default: Fragile())
    #expect(table.find(2000) != nil)
  }

  /// What is written in the order of slots would fill up a smaller table from one end. Here every third key is wanted.
  @Test(arguments: [1, 2, 3]) func whatWasWrittenIsQuicklyRead(share: Int) throws {
    let tables = (0..<2).map { part in
      let table = KeyedTable<Int, Int>()
      for key in 0..<95_000 { _ = table.value(for: 2 * key + part, default: key) }
      return table
    }
    let restored = KeyedTable<Int, Int>(minimumCapacity: 16, account: MemoryAccount(MemoryPool(limit: 1 << 30)))
    var writer = ByteWriter()
    var (growths, capacity) = (0, restored.capacity)
    for table in tables {
      table.putCount(into: &writer)
      table.beginSnapshot { try $0.put(into: &writer) }
      while try table.continueSnapshot(blocks: 100) {}
    }
    try writer.withBytes { bytes in
      var reader = ByteReader(bytes)
      while reader.remaining > 0 {
        try restored.restore(from: &reader, where: { $0 % share == 0 }) { _, _ in }
        if restored.capacity != capacity { growths += 1 }
        capacity = restored.capacity
      }
      #expect(!reader.failed)
    }
    // Step by step until there are some thousands, and then at once.
    #expect(growths <= 13)
    #expect(restored.capacity <= 3 * 190_000 / share)
    for key in 0..<190_000 { #expect(restored.find(key)?.pointee == (key % share == 0 ? key / 2 : nil)) }
  }

  /// The number of keys is not believed where there is no memory for as many.
  @Test func countsThatCannotBe() throws {
    let account = MemoryAccount(MemoryPool(limit: 1 << 24))
    let table = KeyedTable<Int, Int>(account: account)
    var writer = ByteWriter()
    writer.integer(UInt32.max)
    writer.integer(Int.max)
    writer.integer(UInt32(5000))
    for key in 0..<5000 {
      writer.integer(key)
      writer.integer(key)
    }
    try writer.withBytes { bytes in
      var reader = ByteReader(bytes)
      for _ in 0..<2 { try table.restore(from: &reader, where: { _ in true }) { _, _ in } }
      #expect(!reader.failed && table.count == 5000 && account.refused > 0)
    }
  }
}
