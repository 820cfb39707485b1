import StreamRecords

/// Decodes bytes that may be anything as many types; what comes out has to be a value like any other.
///
/// The fuzzer compiles this file as well, see `Tests/Fuzz`. The first byte chooses the type.
enum FuzzedRecords {
  typealias Check = @Sendable (inout ByteReader) -> String?

  /// By hand, field by field.
  static let plain: [Check] = [
    { check(String.self, &$0) }, { check([String].self, &$0) }, { check([Int?].self, &$0) },
    { check(KeyValue<String, Int>.self, &$0) }, { check([KeyValue<Int?, [Double]>].self, &$0) },
    { check([String: [UInt8]].self, &$0) }, { check(Set<String>.self, &$0) }, { check([Character].self, &$0) },
    { check([Duration].self, &$0) }, { check([Level].self, &$0) }, { check([[[Bool?]?]?].self, &$0) },
    { check(ContiguousArray<Float>.self, &$0) }, { check([Set<Int128>: UInt16].self, &$0) },
  ]

  /// Through `Codable`.
  static let codable: [Check] = [
    { check(Plain.self, &$0) }, { check(Everything.self, &$0) }, { check(Shape.self, &$0) }, { check(Maybe.self, &$0) },
    { check(Labelled.self, &$0) }, { check(OutOfOrder.self, &$0) }, { check(Interleaved.self, &$0) },
    { check(Derived.self, &$0) }, { check(Forwarded.self, &$0) }, { check(Chain.self, &$0) }, { check(Tree.self, &$0) },
    { check([Plain].self, &$0) }, { check(KeyValue<Wrapped, Grown?>.self, &$0) }, { check(Nothing.self, &$0) },
  ]

  /// - Returns: what is wrong, where something is.
  static func run(_ types: [Check], _ bytes: UnsafeRawBufferPointer) -> String? {
    var reader = ByteReader(bytes)
    let type = Int(reader.integer(UInt8.self))
    return types[type % types.count](&reader)
  }

  /// What was decoded has to survive a second time, in as many bytes.
  private static func check<Value: StreamCodable>(_ type: Value.Type, _ reader: inout ByteReader) -> String? {
    guard let value = try? Value.get(from: &reader) else {
      return reader.failed ? nil : "\(type) threw, reader goes on"
    }
    if reader.failed { return nil }
    guard let once = bytes(of: value) else { return "\(type) was decoded, but cannot be encoded" }
    let again = once.withUnsafeBytes { raw -> Value? in
      var reader = ByteReader(raw)
      guard let value = try? Value.get(from: &reader), !reader.failed, reader.remaining == 0 else { return nil }
      return value
    }
    guard let again else { return "\(type) does not survive" }
    return bytes(of: again)?.count == once.count ? nil : "\(type) changes its size"
  }

  private static func bytes<Value: StreamCodable>(of value: Value) -> [UInt8]? {
    var writer = ByteWriter()
    guard (try? Value.put(value, into: &writer)) != nil else { return nil }
    return writer.withBytes { Array($0) }
  }
}
