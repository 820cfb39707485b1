import StreamRecords
import Testing

@Suite struct KeyedTableTests {
  @Test func countsAsADictionaryDoes() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(state: seed)
    let table = KeyedTable<String, Int>(minimumCapacity: 1)
    var expected: [String: Int] = [:]
    for _ in 0..<50_000 {
      let key = String(repeating: "k", count: Int.random(in: 0...20, using: &random)) + "\(random.next() % 997)"
      table.value(for: key, default: 0).pointee += 1
      expected[key, default: 0] += 1
    }
    var found: [String: Int] = [:]
    table.forEach { #expect(found.updateValue($1, forKey: $0) == nil) }
    #expect(found == expected, "seed \(seed)")
    #expect(table.count == expected.count)
  }

  @Test func destroysItsValues() {
    final class Token {}
    weak var seen: Token?
    do {
      let table = KeyedTable<Int, Token>()
      seen = table.value(for: 1, default: Token()).pointee
      for key in 2..<5000 { _ = table.value(for: key, default: Token()) }
      #expect(seen != nil)
    }
    #expect(seen == nil)
  }

  /// All keys collide: only their identity tells them apart.
  private struct Same: StreamKey {
    var number: Int
    var fastHash: UInt64 { 42 }
    static func put(_ value: Same, into writer: inout ByteWriter) { writer.integer(value.number) }
    static func get(from reader: inout ByteReader) -> Same { Same(number: reader.integer()) }
  }

  @Test func keysThatCollideStayApart() {
    let table = KeyedTable<Same, Int>(minimumCapacity: 16)
    for round in 1...3 {
      for number in 0..<100 { #expect(table.value(for: Same(number: number), default: 0).pointee == round - 1) }
      for number in 0..<100 { table.value(for: Same(number: number), default: 0).pointee += 1 }
    }
    #expect(table.count == 100)
  }

  @Test(arguments: [1, 40, 5000]) func removesAsADictionaryDoes(keys: Int) {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(state: seed)
    let table = KeyedTable<Int, String>(minimumCapacity: 1)
    var expected: [Int: String] = [:]
    for step in 0..<30_000 {
      let key = Int.random(in: 0..<keys, using: &random)
      switch step % 9 {
      case 0...3: table.value(for: key, default: "").pointee = "value \(step)"
      case 4...7: #expect(table.remove(key) == expected[key], "seed \(seed)")
      default: #expect(table.find(key)?.pointee == expected[key], "seed \(seed)")
      }
      if step % 9 < 4 { expected[key] = "value \(step)" } else if step % 9 < 8 { expected[key] = nil }
      if step % 10_000 == 4999 {
        table.removeAll()
        expected = [:]
      }
    }
    for (key, value) in expected { #expect(table.find(key)?.pointee == value, "seed \(seed)") }
    #expect(table.count == expected.count)
  }

  @Test func removesWhatCollides() {
    let table = KeyedTable<Same, Int>(minimumCapacity: 16)
    for number in 0..<10 { table.value(for: Same(number: number), default: number).pointee = number }
    for number in [0, 5, 9, 3] { #expect(table.remove(Same(number: number)) == number) }
    for number in 0..<10 {
      #expect(table.find(Same(number: number))?.pointee == ([0, 3, 5, 9].contains(number) ? nil : number))
    }
  }
}
