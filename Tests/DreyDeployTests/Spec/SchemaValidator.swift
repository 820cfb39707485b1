/// As much of JSON Schema as `docs/spec.schema.json` uses. What it does not know it takes for a mistake in the schema.
struct SchemaValidator: Sendable {
  let root: JSONValue

  private static let annotations: Set = ["$schema", "title", "description", "examples", "$defs", "then", "else"]

  func accepts(_ value: JSONValue) throws -> Bool { try accepts(value, root) }

  private func accepts(_ value: JSONValue, _ schema: JSONValue) throws -> Bool {
    guard case .object(let keywords) = schema else { return schema == .bool(true) }
    for (keyword, argument) in keywords where !Self.annotations.contains(keyword) {
      guard try accepts(value, keyword, argument, schema) else { return false }
    }
    return true
  }

  private func accepts(
    _ value: JSONValue, _ keyword: String, _ argument: JSONValue, _ schema: JSONValue
  ) throws -> Bool {
    switch keyword {
    case "$ref": return try accepts(value, target(of: argument))
    case "const": return value == argument
    case "enum": return argument.elements.contains(value)
    case "type": return argument.elements.isEmpty ? isA(argument, value) : argument.elements.contains { isA($0, value) }
    case "oneOf": return try argument.elements.count { try accepts(value, $0) } == 1
    case "anyOf": return try argument.elements.contains { try accepts(value, $0) }
    case "if":
      let branch = try accepts(value, argument) ? schema["then"] : schema["else"]
      return try branch.map { try accepts(value, $0) } ?? true
    case "pattern": return try value.text.map { try Regex(argument.text ?? "").firstMatch(in: $0) != nil } ?? true
    case "minLength": return value.text.map { Double($0.count) >= argument.double ?? 0 } ?? true
    case "minimum": return value.double.map { $0 >= argument.double ?? 0 } ?? true
    case "maximum": return value.double.map { $0 <= argument.double ?? 0 } ?? true
    case "items":
      guard case .array(let elements) = value else { return true }
      return try elements.allSatisfy { try accepts($0, argument) }
    case "uniqueItems":
      let elements = value.elements
      return elements.indices.allSatisfy { !elements[..<$0].contains(elements[$0]) }
    default: return try acceptsMembers(value, keyword, argument, schema)
    }
  }

  private func acceptsMembers(
    _ value: JSONValue, _ keyword: String, _ argument: JSONValue, _ schema: JSONValue
  ) throws -> Bool {
    guard case .object(let members) = value else { return true }
    switch keyword {
    case "required": return argument.elements.allSatisfy { members[$0.text ?? ""] != nil }
    case "dependentRequired":
      return argument.members.allSatisfy { key, others in
        members[key] == nil || others.elements.allSatisfy { members[$0.text ?? ""] != nil }
      }
    case "properties":
      return try argument.members.allSatisfy { key, schema in try members[key].map { try accepts($0, schema) } ?? true }
    case "patternProperties":
      return try members.allSatisfy { key, value in
        try argument.members.allSatisfy { try !matches(key, $0.key) || accepts(value, $0.value) }
      }
    case "propertyNames": return try members.keys.allSatisfy { try accepts(.string($0), argument) }
    case "additionalProperties":
      return try members.allSatisfy { key, value in
        try schema["properties"]?[key] != nil
          || schema["patternProperties"]?.members.keys.contains { try matches(key, $0) } ?? false
          || accepts(value, argument)
      }
    default: throw UnknownKeyword(name: keyword)
    }
  }

  struct UnknownKeyword: Error { var name: String }

  private func matches(_ key: String, _ pattern: String) throws -> Bool {
    try Regex(pattern).firstMatch(in: key) != nil
  }

  func target(of reference: JSONValue) throws -> JSONValue {
    let name = reference.text?.split(separator: "/").last.map(String.init) ?? ""
    guard let target = root["$defs"]?[name] else { throw UnknownKeyword(name: name) }
    return target
  }

  private func isA(_ type: JSONValue, _ value: JSONValue) -> Bool {
    switch (type.text, value) {
    case ("object", .object), ("array", .array), ("string", .string), ("number", .number), ("boolean", .bool),
      ("null", .null):
      true
    case ("integer", .number(let number)): number == number.rounded()
    default: false
    }
  }
}
