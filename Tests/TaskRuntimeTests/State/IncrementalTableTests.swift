import StreamRecords
import Testing

@testable import TaskRuntime

/// Tables that are written as what has changed since an earlier snapshot.
@Suite(.timeLimit(.minutes(3))) struct IncrementalTableTests {
  /// Keys that mostly are not where their hash says, in runs that go around the table's end.
  private struct Crowded: StreamKey {
    var number: Int
    var fastHash: UInt64 { UInt64(truncatingIfNeeded: -3 + number % 7) }
    static func put(_ value: Crowded, into writer: inout ByteWriter) { writer.integer(value.number) }
    static func get(from reader: inout ByteReader) -> Crowded { Crowded(number: reader.integer()) }
  }

  /// A snapshot of the table: its pieces, those that it builds on, and what the table was when it began.
  private struct Taken<Key: StreamKey> {
    var isCheckpoint: Bool
    var model: [Key: String]
    var earlier: [[UInt8]]
    var bytes: [UInt8] = []
    var isWritten = false

    /// Newest first.
    var files: [[UInt8]] { [bytes] + earlier }
  }

  /// A table, what it should be, and its snapshots.
  private final class Run<Key: StreamKey> {
    let table: KeyedTable<Key, String>
    var model: [Key: String] = [:]
    let snapshots = TableSnapshots<Key, String>()
    var random: SplitMix
    /// Of the snapshot that is complete, newest first.
    var base: [[UInt8]] = []
    var taken: Taken<Key>?
    private var pieces: SnapshotPieces?
    var compared = (whole: 0, increments: 0, partsOnly: 0)

    init(seed: UInt64) {
      random = SplitMix(seed)
      table = KeyedTable(minimumCapacity: [1, 64, 4096].randomElement(using: &random) ?? 1)
    }

    func begin(isCheckpoint: Bool) throws {
      let builds = isCheckpoint && !base.isEmpty && Int.random(in: 0..<10, using: &random) > 0
      taken = Taken(isCheckpoint: isCheckpoint, model: model, earlier: builds ? base : [])
      let extent: SnapshotExtent = !isCheckpoint ? .whole : builds ? .changes : .base
      let pieces = SnapshotPieces(extent) { [unowned self] in taken?.bytes += $0 }
      try snapshots.begin(table, pieces)
      self.pieces = pieces
    }

    /// - Returns: whether the snapshot is written.
    func proceed(_ blocks: Int) throws -> Bool {
      guard let pieces, try !table.continueSnapshot(blocks: blocks) else { return false }
      try pieces.drain()
      self.pieces = nil
      taken?.isWritten = true
      return true
    }

    func giveUp() {
      table.endSnapshot()
      (taken, pieces) = (nil, nil)
    }

    func complete() {
      guard let taken, taken.isWritten else { return }
      if taken.isCheckpoint {
        table.confirmIncrement()
        base = taken.files
      }
      self.taken = nil
    }
  }

  /// What a subtask that owns some of the keys makes of files, newest first.
  private func restore<Key: StreamKey>(
    _ files: [[UInt8]], index: Int, of parallelism: Int
  ) throws -> [Key: String] {
    let table = KeyedTable<Key, String>(minimumCapacity: 16)
    let snapshots = TableSnapshots<Key, String>()
    let owned = OwnedKeyGroups(index: index, parallelism: parallelism, maxParallelism: 8)
    var shown = ShownBlocks()
    for (age, bytes) in files.enumerated() {
      try bytes.withUnsafeBytes { bytes in
        var reader = ByteReader(bytes)
        try SnapshotPieces.forEach(in: &reader) { piece, block in
          guard shown.show(block, isNewest: age == 0) else { return }
          try snapshots.restore(table, from: &piece, owned: owned)
          #expect(piece.remaining == 0)
        }
        #expect(!reader.failed)
      }
    }
    var found: [Key: String] = [:]
    table.forEach { found[$0] = $1 }
    return found
  }

  private func compare<Key: StreamKey>(_ run: Run<Key>, _ seed: UInt64) throws {
    guard let taken = run.taken else { return }
    let parallelism = Int.random(in: 1...3, using: &run.random)
    var found: [Key: String] = [:]
    for index in 0..<parallelism {
      let part: [Key: String] = try restore(taken.files, index: index, of: parallelism)
      found.merge(part) { first, _ in
        Issue.record("seed \(seed): a key is in two subtasks")
        return first
      }
    }
    #expect(found == taken.model, "seed \(seed), \(taken.files.count) files")
    if taken.earlier.isEmpty { run.compared.whole += 1 } else { run.compared.increments += 1 }
    if let first = taken.earlier.last, taken.bytes.count < first.count { run.compared.partsOnly += 1 }
  }

  /// Changes a table and its model at random, takes snapshots of all kinds, and compares each with the model as it was.
  private func check<Key: StreamKey>(_ seed: UInt64, _ key: (Int) -> Key) throws -> Run<Key> {
    let run = Run<Key>(seed: seed)
    let keys = [30, 300, 3000].randomElement(using: &run.random) ?? 30
    // Where few keys are used at a time, few blocks change.
    let isLocal = Bool.random(using: &run.random)
    for step in 0..<Int.random(in: 1...3000, using: &run.random) {
      let spread = isLocal && step > 500 ? 0..<max(1, keys / 30) : 0..<keys
      try change(run, step, key(Int.random(in: spread, using: &run.random)))
      switch Int.random(in: 0..<1000, using: &run.random) {
      case 0..<25:
        if run.table.isBeingWritten { while try !run.proceed(100) {} }
        try run.begin(isCheckpoint: Int.random(in: 0..<5, using: &run.random) > 0)
      case 25..<28: run.giveUp()
      case 28..<200: if try run.proceed(1 + step % 3) { try compare(run, seed) }
      case 200..<230: run.complete()
      default: break
      }
    }
    while run.table.isBeingWritten { if try run.proceed(1) { try compare(run, seed) } }
    #expect(run.table.count == run.model.count)
    for (key, value) in run.model { #expect(run.table.find(key)?.pointee == value, "seed \(seed)") }
    return run
  }

  private func change<Key: StreamKey>(_ run: Run<Key>, _ step: Int, _ key: Key) throws {
    switch Int.random(in: 0..<1000, using: &run.random) {
    case 0..<500:
      run.table.value(for: key, default: "").pointee += "\(step) "
      run.model[key, default: ""] += "\(step) "
    case 500..<700:
      #expect(run.table.remove(key) == run.model.removeValue(forKey: key))
    case 700..<850:
      if let found = run.table.find(key) {
        found.pointee = "found at \(step)"
        run.model[key] = found.pointee
      }
    case 850..<870:
      _ = run.table.sweep(from: step, count: 40) { $0.pointee.count.isMultiple(of: 3) }
      run.model = [:]
      run.table.forEach { run.model[$0] = $1 }
    case 870..<871:
      run.table.removeAll()
      run.model = [:]
    default: break
    }
  }

  @Test func filesThatBuildOnEachOtherShowTheTableAsItWas() throws {
    let first = UInt64.random(in: 0 ... .max / 2)
    var compared = (whole: 0, increments: 0, partsOnly: 0)
    for seed in first..<first + 120 {
      for each in [
        try check(seed) { $0 }.compared, try check(seed) { Crowded(number: $0) }.compared,
        try check(seed) { "key number \($0)" }.compared,
      ] {
        compared.whole += each.whole
        compared.increments += each.increments
        compared.partsOnly += each.partsOnly
      }
    }
    #expect(compared.whole > 200 && compared.increments > 200 && compared.partsOnly > 50, "\(compared), seed \(first)")
  }

  private func written(_ table: KeyedTable<Int, Int>, _ extent: SnapshotExtent) throws -> Int {
    var bytes = 0
    let pieces = SnapshotPieces(extent) { bytes += $0.count }
    try TableSnapshots<Int, Int>().begin(table, pieces)
    while try table.continueSnapshot(blocks: 100) {}
    try pieces.drain()
    return bytes
  }

  /// The keys are anywhere in the table: of those of a block, few have changed.
  @Test func whereFewKeysHaveChangedLittleIsWritten() throws {
    let table = KeyedTable<Int, Int>()
    for key in 0..<200_000 { _ = table.value(for: key, default: key) }
    let all = try written(table, .base)
    table.confirmIncrement()
    #expect(try written(table, .changes) < 100, "nothing has changed")
    table.confirmIncrement()
    for key in 0..<2000 { table.value(for: key * 97, default: 0).pointee += 1 }
    let some = try written(table, .changes)
    #expect(some * 4 < all, "\(some) bytes of \(all)")
    for key in 0..<200 { table.value(for: key * 97, default: 0).pointee += 1 }
    #expect(try written(table, .changes) >= some, "the one before was not confirmed")
    table.confirmIncrement()
    for key in 0..<20 { table.value(for: key * 97, default: 0).pointee += 1 }
    #expect(try written(table, .whole) > all / 2)
    let few = try written(table, .changes)
    #expect(few * 400 < all && few > 100, "\(few) bytes: the snapshot in between does not count")
  }

  @Test func aTableThatHasGrownIsWrittenAnew() throws {
    let table = KeyedTable<Int, Int>(minimumCapacity: 1024)
    for key in 0..<700 { _ = table.value(for: key, default: key) }
    let all = try written(table, .base)
    table.confirmIncrement()
    let capacity = table.capacity
    for key in 700..<800 { _ = table.value(for: key, default: key) }
    #expect(table.capacity > capacity)
    table.confirmIncrement()
    #expect(try written(table, .changes) > all)
    table.confirmIncrement()
    table.removeAll()
    _ = table.value(for: 1, default: 1)
    #expect(try written(table, .changes) < 100, "only what there is")
  }

  @Test func blocksThatCannotBeAreMalformed() throws {
    var writer = ByteWriter()
    SnapshotBlock(chain: 1, number: SnapshotBlock.limit).put(into: &writer)
    writer.withBytes { bytes in
      var reader = ByteReader(bytes)
      _ = SnapshotBlock.get(from: &reader)
      #expect(reader.failed)
    }
  }

  @Test func ofEachBlockTheNewestCounts() {
    var shown = ShownBlocks()
    func block(_ chain: UInt64, _ number: UInt32) -> SnapshotBlock { SnapshotBlock(chain: chain, number: number) }
    let table = block(7, SnapshotBlock.wholeTable)
    let newest = [nil, table, block(7, 130)].map { shown.show($0, isNewest: true) }
    #expect(newest == [true, true, true])
    let same = [nil, table, block(7, 130)].map { shown.show($0, isNewest: false) }
    #expect(same == [false, false, false])
    let others = [block(7, 129), block(7, 3000), block(7, 3000)].map { shown.show($0, isNewest: false) }
    #expect(others == [true, true, false])
    let gone = shown.show(block(8, 1), isNewest: false)
    #expect(!gone, "a table that is no more")
  }
}
