import Yams

/// The type of a YAML scalar, by the core schema of YAML 1.2, as editors and JSON Schema see it.
enum SpecScalar: Equatable {
  case nothing
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text

  init(_ scalar: Node.Scalar) {
    switch scalar.tag.description {
    case "tag:yaml.org,2002:str", "!": self = .text
    default:
      let isPlain = scalar.style == .plain || scalar.style == .any
      self = isPlain ? Self.plain(scalar.string) : .text
    }
  }

  private static func plain(_ text: String) -> SpecScalar {
    switch text {
    case "", "~", "null", "Null", "NULL": return .nothing
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    default: return integer(text).map(SpecScalar.integer) ?? number(text).map(SpecScalar.number) ?? .text
    }
  }

  private static func integer(_ text: String) -> Int? {
    if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16) }
    if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8) }
    return text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2B || $0 == 0x2D } ? Int(text) : nil
  }

  private static func number(_ text: String) -> Double? {
    let isNumeric = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    guard isNumeric, text.utf8.contains(where: { (0x30...0x39).contains($0) }), let value = Double(text), value.isFinite
    else { return nil }
    return value
  }

  /// For messages, with the text that it is written as.
  func description(_ text: String) -> String {
    switch self {
    case .nothing: "nothing"
    case .boolean: "\(text), which is a truth value without quotes"
    case .integer, .number: "the number \(text)"
    case .text: "'\(text)'"
    }
  }
}
