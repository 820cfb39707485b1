import StreamRecords
import Testing

@Suite struct KeyedTableRemovalTests {
  /// Few places for many keys, so that most of them are not where their hash says.
  private struct Crowded: StreamKey {
    var number: Int
    var fastHash: UInt64 { StableHash.of(UInt64(number % 7)) }
    static func put(_ value: Crowded, into writer: inout ByteWriter) { writer.integer(value.number) }
    static func get(from reader: inout ByteReader) -> Crowded { Crowded(number: reader.integer()) }
  }

  @Test func removesAsADictionaryDoes() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(state: seed)
    let table = KeyedTable<Crowded, String>(minimumCapacity: 16)
    var expected: [Int: String] = [:]
    for step in 0..<20_000 {
      let key = Int.random(in: 0..<200, using: &random)
      if Bool.random(using: &random) {
        table.value(for: Crowded(number: key), default: "").pointee = "value \(step) of a key"
        expected[key] = "value \(step) of a key"
      } else {
        table.remove(Crowded(number: key))
        expected[key] = nil
      }
      let found = table.find(Crowded(number: key))?.pointee
      #expect(found == expected[key], "seed \(seed)")
    }
    var found: [Int: String] = [:]
    table.forEach { found[$0.number] = $1 }
    #expect(found == expected, "seed \(seed)")
    #expect(table.count == expected.count)
  }

  @Test func sweepsEverything() {
    let table = KeyedTable<Crowded, Int>(minimumCapacity: 16)
    for number in 0..<300 { table.value(for: Crowded(number: number), default: number).pointee = number }
    var place = 0
    for _ in 0..<100 { place = table.sweep(from: place, count: 16) { $0.pointee % 3 == 0 } }
    #expect(table.count == 200)
    for number in 0..<300 {
      let found = table.find(Crowded(number: number))?.pointee
      #expect(found == (number % 3 == 0 ? nil : number))
    }
  }

  @Test func destroysWhatIsRemoved() {
    final class Token {}
    weak var seen: Token?
    let table = KeyedTable<Int, Token>()
    seen = table.value(for: 1, default: Token()).pointee
    #expect(seen != nil)
    table.remove(1)
    #expect(seen == nil)
  }

  @Test func aTableThatCannotGrowSaysSoAndGoesOn() {
    let pool = MemoryPool(limit: 10_000)
    do {
      let account = MemoryAccount(pool)
      let table = KeyedTable<Int, Int>(minimumCapacity: 16, account: account)
      var key = 0
      while account.refused == 0, key < 10_000 {
        table.value(for: key, default: 0).pointee = key
        key += 1
      }
      #expect(account.refused > account.bytes)
      #expect((1...10_000).contains(account.bytes) && pool.used == account.bytes && pool.wasExhausted)
      // There is a quarter of the places left, and beyond that it grows after all.
      for more in key..<10 * key { table.value(for: more, default: 0).pointee = more }
      for key in 0..<10 * key { #expect(table.find(key)?.pointee == key) }
    }
    #expect(pool.used == 0)
  }
}
