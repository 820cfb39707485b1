import FoundationEssentials

/// JSON as the REST API has it.
enum RestCoding {
  static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }

  static func decode<Body: Decodable>(_ type: Body.Type, from bytes: [UInt8]) throws -> Body {
    try JSONDecoder().decode(type, from: Data(bytes))
  }

  /// What is wrong with an answer, and where.
  static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context): "\"\(path(context.codingPath + [key]))\" is missing"
    case DecodingError.typeMismatch(let type, let context): "\"\(path(context.codingPath))\" is not a \(type)"
    case DecodingError.valueNotFound(_, let context): "\"\(path(context.codingPath))\" is null"
    case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
      "\"\(path(context.codingPath))\": \(context.debugDescription)"
    case DecodingError.dataCorrupted: "it is not JSON"
    default: "\(error)"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String { keys.map(\.stringValue).joined(separator: ".") }
}
