import StreamRecords
import Testing

@Suite struct CodecTests {
  @Test func numbers() throws {
    for value in [Int.min, -1, 0, 1, 0x0102_0304_0506_0708, Int.max] { try check(value) }
    try check(UInt8.max)
    try check(Int16.min)
    try check(UInt32.max)
    try check(UInt64.max)
    try check(-0.5)
    try check(Float.leastNonzeroMagnitude)
    try check(true)
    try check(false)
    let nan = decode(Double.self, try encode(Double.nan))
    #expect(nan?.isNaN == true)
    #expect(decode(Bool.self, [2]) == nil)
  }

  @Test func strings() throws {
    for length in [0, 1, 7, 8, 15, 16, 31, 254, 255, 256, 70_000] {
      try check(String(repeating: "a", count: length))
      try check(String(repeating: "a", count: max(0, length - 2)) + "ł")
    }
    for form in SmallStringTests.forms { try check(form.plain) }
    #expect(decode(String.self, [2, 0xFF, 0x41]) == "\u{FFFD}A")
  }

  /// Short strings are read by words, which reach into what lies behind them.
  @Test func stringsInFrontOfOtherBytes() throws {
    for form in SmallStringTests.forms {
      for rest in [0, 1, 7, 15, 16, 40] {
        let bytes = try encode(form.plain) + [UInt8](repeating: 0x41, count: rest)
        let (decoded, left) = bytes.withUnsafeBytes { raw in
          var reader = ByteReader(raw)
          return (String.get(from: &reader), reader.remaining)
        }
        #expect(decoded == form.plain)
        #expect(left == rest)
      }
    }
  }

  @Test func containers() throws {
    try check([1, 2, 3])
    try check([String]())
    try check(["a", "", "a longer text than fits"])
    try check(String?.none)
    try check("x" as String?)
    try check([[1], [], [2, 3]])
    try check(KeyValue("word", 3))
    try check([KeyValue(1, "a" as String?), KeyValue(2, nil)])
    #expect(KeyValue("word", 3).description == "(word,3)")
  }

  private enum Side: UInt8, StreamCodable { case buy, sell }
  private struct Flags: OptionSet, StreamCodable { var rawValue: UInt16 }

  @Test func furtherTypes() throws {
    try check(ContiguousArray([1, 2, 3]))
    try check(Set(["to", "be", "or", "not"]))
    try check(["to": 1, "be": 2, "": 3])
    try check([1: ["a"], 2: []] as [Int: [String]])
    for character: Character in ["a", "\r\n", "e\u{301}", "🧵", "👩‍👩‍👧"] { try check(character) }
    for duration: Duration in [.zero, .nanoseconds(1), .seconds(-1.5), .seconds(Int64.max), .seconds(Int64.min)] {
      try check(duration)
    }
    try check(Int128.min)
    try check(UInt128.max)
    try check(Side.sell)
    try check(Flags(rawValue: 513))
    #expect(decode(Side.self, [2]) == nil)
    #expect(decode(Character.self, [0]) == nil)
    #expect(decode(Character.self, [2, 97, 98]) == nil)
    #expect(decode(Set<UInt8>.self, [2, 0, 0, 0, 7, 7]) == nil)
    #expect(decode([UInt8: Bool].self, [2, 0, 0, 0, 7, 0, 7, 1]) == nil)
    let overflowing = try encode(Int64.max) + encode(1_000_000_000_000_000_000)
    #expect(decode(Duration.self, overflowing) == nil)
  }

  /// Swift's own order of both differs from capacity to capacity, and from process to process.
  @Test func orderOfSetsAndDictionariesDoesNotShow() throws {
    let numbers = Array(0..<100)
    var roomy = Set<Int>(minimumCapacity: 5000)
    for number in numbers.reversed() { roomy.insert(number) }
    #expect(try encode(roomy) == encode(Set(numbers)))
    var entries = [String: Int](minimumCapacity: 5000)
    for number in numbers.reversed() { entries["\(number)"] = number }
    let dense = Dictionary(uniqueKeysWithValues: numbers.map { ("\($0)", $0) })
    #expect(Array(entries.keys) != Array(dense.keys), "the test shows nothing")
    #expect(try encode(entries) == encode(dense))
  }

  @Test func randomBytesNeverTrap() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(state: seed)
    var failures = 0
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
      if decode([String].self, bytes) == nil { failures += 1 }
      _ = decode(String.self, bytes)
      _ = decode(KeyValue<String, Int>.self, bytes)
      _ = decode([KeyValue<Int?, [Double]>].self, bytes)
    }
    #expect(failures > 10_000, "random bytes pass for arrays of strings; seed \(seed)")
  }

  @Test func aFailedReaderStaysFailed() {
    [UInt8](arrayLiteral: 1, 2, 3).withUnsafeBytes { raw in
      var reader = ByteReader(raw)
      #expect(reader.integer(UInt32.self) == 0)
      #expect(reader.failed)
      #expect(reader.integer(UInt8.self) == 0)
      #expect(reader.bytes(1).isEmpty)
      #expect(reader.remaining == 0)
    }
  }

  @Test func writerGrowsAndOverwrites() {
    var writer = ByteWriter(capacity: 0)
    writer.integer(0 as UInt32)
    for number in 0..<1000 { writer.integer(number) }
    writer.overwrite(at: 0, with: 7)
    writer.overwrite(at: 8004, with: 9)
    #expect(writer.count == 8004)
    writer.withBytes { raw in
      var reader = ByteReader(raw)
      #expect(reader.integer(UInt32.self) == 7)
      for number in 0..<1000 { #expect(reader.integer(Int.self) == number) }
    }
    writer.truncate(to: 4)
    #expect(writer.count == 4)
  }
}
