/// Texts as YAML 1.2 that any parser reads back as the same strings.
enum YAMLText {
  /// A double-quoted scalar on one line. Everything that is not plain ASCII is escaped.
  static func quoted(_ text: String) -> String {
    "\"" + text.unicodeScalars.map(escaped).joined() + "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": "\\\""
    case "\\": "\\\\"
    case " "..."~": String(scalar)
    case _ where scalar.value <= 0xFF: "\\x" + hexadecimal(scalar.value, digits: 2)
    case _ where scalar.value <= 0xFFFF: "\\u" + hexadecimal(scalar.value, digits: 4)
    default: "\\U" + hexadecimal(scalar.value, digits: 8)
    }
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// A mapping of strings to strings, one per line, by key.
  static func mapping(_ values: [String: String]) -> String {
    values.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \(quoted($0.value))\n" }.joined()
  }
}
