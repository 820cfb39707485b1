@testable import DreyDeploy

/// Makes spec files of the schema, and spoils them.
struct SpecGenerator {
  let validator: SchemaValidator
  var random: any RandomNumberGenerator

  /// A file that the schema most likely accepts.
  mutating func file() throws -> JSONValue {
    var file = try value(of: validator.root).members
    file["apiVersion"] = .string("drey.dev/v1")
    let isSession = file["mode"] == .string("session")
    if !isSession || Bool.random(using: &random) {
      if file["application"] == nil { file["application"] = .object(["source": .string("registry/app:1")]) }
      if !isSession { file["session"] = nil } else { file["session"] = .string("orders") }
      if isSession {
        for key in SpecKeys.cluster { file[key] = nil }
      }
    } else {
      (file["application"], file["session"], file["name"]) = (nil, nil, .string("orders"))
    }
    return .object(file)
  }

  private mutating func value(of schema: JSONValue) throws -> JSONValue {
    if let constant = schema["const"] { return constant }
    for keyword in ["examples", "enum"] {
      if let choice = schema[keyword]?.elements.randomElement(using: &random) { return choice }
    }
    if let reference = schema["$ref"] { return try value(of: validator.target(of: reference)) }
    if let choice = (schema["oneOf"] ?? schema["anyOf"])?.elements.randomElement(using: &random),
      schema["type"] == nil
    {
      return try value(of: choice)
    }
    switch schema["type"]?.text ?? schema["type"]?.elements.randomElement(using: &random)?.text {
    case "object": return try object(of: schema)
    case "array":
      return .array(
        try (0..<Int.random(in: 0...2, using: &random)).map { _ in try value(of: schema["items"] ?? .bool(true)) })
    case "integer", "number": return .number(schema["minimum"]?.double ?? 7)
    case "boolean": return .bool(Bool.random(using: &random))
    default: return .string("word")
    }
  }

  private mutating func object(of schema: JSONValue) throws -> JSONValue {
    let required = schema["required"]?.elements.compactMap(\.text) ?? []
    var members: [String: JSONValue] = [:]
    for (key, property) in (schema["properties"]?.members ?? [:]).sorted(by: { $0.key < $1.key })
    where required.contains(key) || Int.random(in: 0..<3, using: &random) == 0 {
      members[key] = try value(of: property)
      // The files that the key names would have to exist.
      if key == "environmentFiles" { members[key] = .array([]) }
    }
    return .object(members)
  }

  /// Replaces, removes or adds something anywhere.
  mutating func mutated(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(var members):
      guard let key = members.keys.sorted().randomElement(using: &random), Int.random(in: 0..<5, using: &random) > 0
      else {
        members[Self.keys.randomElement(using: &random) ?? ""] = Self.values.randomElement(using: &random)
        return .object(members)
      }
      members[key] = Int.random(in: 0..<6, using: &random) == 0 ? nil : members[key].map { mutated($0) }
      return .object(members)
    case .array(var elements):
      guard let index = elements.indices.randomElement(using: &random), Int.random(in: 0..<3, using: &random) > 0 else {
        elements.append(elements.first ?? Self.values.randomElement(using: &random) ?? .null)
        return .array(elements)
      }
      elements[index] = mutated(elements[index])
      return .array(elements)
    default: return Self.values.randomElement(using: &random) ?? .null
    }
  }

  private static let keys = [
    "x-mine", "nmae", "name", "session", "product", "entryClass", "replicas", "memory", "isolated", "timeout",
    "version",
    "mode", "application", "allowNonRestoredState", "taskManager", "options", "DREY_ROLE", "LIMIT", "1A", "environment",
    "secrets",
    "hosts",
  ]
  private static let values: [JSONValue] = [
    .null, .bool(true), .bool(false), .string(""), .string("word"), .string("true"), .string("2"), .string("0"),
    .string("1G"), .string("512M"), .string("1.2.3m"), .string("1m"), .string("63.9m"), .string("64m"),
    .string("0.0625g"),
    .string("0.06g"), .string("65536k"), .string("67108863"), .string("1t"), .string(".5g"), .string("90s"),
    .string("0s"),
    .string("0.0001s"), .string("0.5ms"), .string("1.5h"), .string("99999d"), .string("a:/b"), .string("a:/tmp/x"),
    .string("a:/b/../c"), .string("a:/b/:rw"), .string("a:b"), .string("a:/b:x"), .string("10.0.0.0/8:26"),
    .string("010.0.0.0/8:26"), .string("10.0.0.0/8:30"), .string("Bad Name"), .string("session"), .string("flink"),
    .number(0), .number(1), .number(2), .number(-1), .number(1.5), .number(0.001), .number(1000), .number(999_999),
    .number(67_108_864), .number(536_870_912.5), .number(1e15), .array([]), .array([.string("A=1")]), .object([:]),
    .object(["PATH": .null]), .string("10.0.0.1"), .string("::1"),
    .object(["LIMIT": .number(5), "X": .string("")]), .object(["DREY_ROLE": .string("worker")]),
    .string("host-gateway"),
    .object(["type": .string("drey"), "version": .string("2.3.0")]), .object(["type": .string("flink")]),
  ]
}
