import StreamRecords
import Testing

@Suite struct CodecTests {
  private func encode<Value: StreamCodable>(_ value: Value) -> [UInt8] {
    var writer = ByteWriter(capacity: 16)
    Value.put(value, into: &writer)
    return writer.withBytes { Array($0) }
  }

  /// - Returns: nil where the reader failed or did not come to the end.
  private func decode<Value: StreamCodable>(_ type: Value.Type, _ bytes: [UInt8]) -> Value? {
    bytes.withUnsafeBytes { raw in
      var reader = ByteReader(raw)
      let value = Value.get(from: &reader)
      return reader.failed || reader.remaining > 0 ? nil : value
    }
  }

  /// The value comes back, and nothing shorter than its bytes passes for it.
  private func check<Value: StreamCodable & Equatable>(_ value: Value) {
    let bytes = encode(value)
    #expect(!bytes.isEmpty)
    #expect(decode(Value.self, bytes) == value)
    for length in 0..<bytes.count { #expect(decode(Value.self, Array(bytes[..<length])) == nil) }
  }

  @Test func numbers() {
    for value in [Int.min, -1, 0, 1, 0x0102_0304_0506_0708, Int.max] { check(value) }
    check(UInt8.max)
    check(Int16.min)
    check(UInt32.max)
    check(UInt64.max)
    check(-0.5)
    check(Float.leastNonzeroMagnitude)
    check(true)
    check(false)
    #expect(decode(Double.self, encode(Double.nan))?.isNaN == true)
    #expect(decode(Bool.self, [2]) == nil)
  }

  @Test func strings() {
    for length in [0, 1, 7, 8, 15, 16, 31, 254, 255, 256, 70_000] {
      check(String(repeating: "a", count: length))
      check(String(repeating: "a", count: max(0, length - 2)) + "ł")
    }
    for form in SmallStringTests.forms { check(form.plain) }
    #expect(decode(String.self, [2, 0xFF, 0x41]) == "\u{FFFD}A")
  }

  @Test func containers() {
    check([1, 2, 3])
    check([String]())
    check(["a", "", "a longer text than fits"])
    check(String?.none)
    check("x" as String?)
    check([[1], [], [2, 3]])
    check(KeyValue("word", 3))
    check([KeyValue(1, "a" as String?), KeyValue(2, nil)])
    #expect(KeyValue("word", 3).description == "(word,3)")
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
