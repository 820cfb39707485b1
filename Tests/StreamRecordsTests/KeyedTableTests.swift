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
}
