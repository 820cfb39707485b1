import StreamRecords
import Testing

/// Records that conform by being `Codable`.
@Suite struct CodableRecordTests {
  @Test func everyFieldComesBack() throws {
    try check(Everything.zero)
    try check(Everything.extreme)
    for number in [-129, -128, 127, 128, 32_768, -32_769, 2_147_483_648, Int.min] {
      try check(Plain(word: "number", count: number))
    }
  }

  @Test func shapesThatCodableKnows() throws {
    try check(Nothing())
    try check(Level.high)
    try check(Shape.group([.circle(radius: 2), .label("x", size: nil), .none, .group([])]))
    try check(Wrapped(value: 7))
    try check(Labelled(names: ["a": [1], "": []], numbers: [-1: "x"], pairs: [Level.low: 1, .high: 2], tags: ["t"]))
    try check(Maybe(first: nil, second: nil, third: nil))
    try check(Maybe(first: "", second: Plain(word: "w", count: 1), third: [nil, 3]))
    try check([Plain(word: "w", count: 1)])
    try check(KeyValue("k", Plain(word: "w", count: 1) as Plain?))
  }

  @Test func containersOfHandWrittenConformances() throws {
    try check(OutOfOrder(first: 1, second: "two", third: [3]))
    try check(Interleaved(left: ["a", "b"], right: [1, 2]))
    try check(Derived(name: "n", size: 3))
    try check(Forwarded(name: "n", size: 3))
  }

  /// State that an older version of the application wrote.
  @Test func fieldsMayComeAndGo() throws {
    let old = try encode(Plain(word: "w", count: 1))
    let new = decode(Grown.self, old)
    #expect(new == Grown(count: 1, word: "w", note: nil))
    let back = decode(Plain.self, try encode(Grown(count: 2, word: "v", note: "n")))
    #expect(back == Plain(word: "v", count: 2))
  }

  @Test func errorsNameTheField() throws {
    var writer = ByteWriter()
    Int.put(1, into: &writer)
    let failure = #expect(throws: UnencodableRecord.self) {
      try Refusing.put(Refusing(inner: [.init()]), into: &writer)
    }
    #expect(failure?.description == "cannot encode a Refusing: field 'inner.0.number': it is out of range")
    #expect(writer.count == 8, "half a record is left")
    let malformed = #expect(throws: MalformedRecord.self) {
      try encode(Labelled(names: [:], numbers: [:], pairs: [:], tags: [])).withUnsafeBytes { raw in
        var reader = ByteReader(raw)
        defer { #expect(reader.failed) }
        _ = try Plain.get(from: &reader)
      }
    }
    #expect(malformed?.description == "these bytes are no Plain: there is no field 'word'")
  }

  @Test func deepValuesFailInsteadOfTrapping() throws {
    try check(Chain(depth: 250))
    #expect(throws: UnencodableRecord.self) { try encode(Chain(depth: 600)) }
    // Sequences within sequences, thousands deep.
    let bytes = (0..<5000).reversed().flatMap { depth -> [UInt8] in
      var writer = ByteWriter()
      writer.integer(12 as UInt8)
      writer.integer(UInt32(depth * 5))
      return writer.withBytes { Array($0) }
    }
    #expect(decode(Chain.self, bytes) == nil)
    #expect(decode(Tree.self, bytes) == nil)
  }

  @Test func keptEncodersAndDecodersAreHarmless() throws {
    let bytes = try encode(Keeping())
    let encoder = try #require(Keeping.encoder)
    var container = encoder.unkeyedContainer()
    for _ in 0..<100 { try? container.encode("late") }
    _ = decode(Keeping.self, bytes)
    let decoder = try #require(Keeping.decoder)
    #expect(throws: DecodingError.self) { try decoder.singleValueContainer().decode([Int].self) }
  }

  @Test func disturbedBytesNeverTrap() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(state: seed)
    let (everything, shape) = (try encode(Everything.extreme), try encode(Shape.group([.circle(radius: 2), .none])))
    let labelled = try encode(Labelled(names: ["a": [1]], numbers: [-1: "x"], pairs: [.high: 2], tags: ["t", "u"]))
    var failures = 0
    for _ in 0..<5000 {
      if decode(Everything.self, disturbed(everything, using: &random)) == nil { failures += 1 }
      _ = decode(Shape.self, disturbed(shape, using: &random))
      _ = decode(Labelled.self, disturbed(labelled, using: &random))
      _ = decode(Tree.self, disturbed([12, 5, 0, 0, 0, 12, 0, 0, 0, 0], using: &random))
    }
    #expect(failures > 2000, "changed bytes pass for the record; seed \(seed)")
  }
}
