#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// JSON as the Engine API has it.
enum JSONCoding {
  /// `value` as JSON with sorted keys, so that equal requests are equal bytes.
  static func encode(_ value: some Encodable, for request: String) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(value))
    } catch {
      throw DockerEngineError.invalidArgument("\(request): the request cannot be written as JSON: \(error)")
    }
  }

  /// A value from JSON that an engine sent in answer to `request`.
  static func decode<T: Decodable>(_ type: T.Type, from bytes: some Sequence<UInt8>, of request: String) throws -> T {
    let data = Data(bytes)
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw DockerEngineError.decoding(
        request: request, reason: reason(error), excerpt: String(decoding: data.prefix(200), as: UTF8.self))
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      "\"\(path(context.codingPath + [key]))\" is missing"
    case DecodingError.typeMismatch(let type, let context):
      "\"\(path(context.codingPath))\" is not a \(type)"
    case DecodingError.valueNotFound(let type, let context):
      "\"\(path(context.codingPath))\" is null where a \(type) is expected"
    case DecodingError.dataCorrupted(let context):
      context.codingPath.isEmpty ? "it is not JSON" : "\"\(path(context.codingPath))\": \(context.debugDescription)"
    default:
      "\(error)"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String { keys.map(\.stringValue).joined(separator: ".") }
}

extension KeyedDecodingContainer {
  /// A value, or `fallback` where the key is missing or null: Go writes null for empty lists and maps.
  func decode<T: Decodable>(_ key: Key, or fallback: T) throws -> T {
    try decodeIfPresent(T.self, forKey: key) ?? fallback
  }
}
