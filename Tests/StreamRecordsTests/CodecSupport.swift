import StreamRecords
import Testing

func encode<Value: StreamCodable>(_ value: Value) throws -> [UInt8] {
  var writer = ByteWriter(capacity: 16)
  try Value.put(value, into: &writer)
  return writer.withBytes { Array($0) }
}

/// - Returns: nil where the reader failed or did not come to the end.
func decode<Value: StreamCodable>(_ type: Value.Type, _ bytes: [UInt8]) -> Value? {
  bytes.withUnsafeBytes { raw in
    var reader = ByteReader(raw)
    guard let value = try? Value.get(from: &reader) else {
      #expect(reader.failed)
      return nil
    }
    return reader.failed || reader.remaining > 0 ? nil : value
  }
}

/// The value comes back, and nothing shorter than its bytes passes for it.
func check<Value: StreamCodable & Equatable>(_ value: Value, at location: SourceLocation = #_sourceLocation) throws {
  let bytes = try encode(value)
  #expect(!bytes.isEmpty, sourceLocation: location)
  let decoded = decode(Value.self, bytes)
  #expect(decoded == value, sourceLocation: location)
  for length in 0..<bytes.count {
    let partial = decode(Value.self, Array(bytes[..<length]))
    #expect(partial == nil, "\(length) of \(bytes.count) bytes", sourceLocation: location)
  }
}

/// Bytes at random, some of them those of `value` with a few changes.
func disturbed(_ bytes: [UInt8], using random: inout SplitMix) -> [UInt8] {
  var changed = bytes
  for _ in 0..<Int.random(in: 1...3, using: &random) where !changed.isEmpty {
    let place = Int.random(in: 0..<changed.count, using: &random)
    switch random.next() % 3 {
    case 0: changed[place] = UInt8.random(in: 0 ... .max, using: &random)
    case 1: changed.remove(at: place)
    default: changed.insert(UInt8.random(in: 0...20, using: &random), at: place)
    }
  }
  return changed
}
