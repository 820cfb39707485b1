/// A value of a Compose file. Maps keep their order, so that equal clusters make equal files.
indirect enum ComposeValue: Sendable, Equatable {
  /// A text as it is: a `$` in it is no variable.
  case text(String)
  /// A text in which Compose puts the values of variables.
  case template(String)
  /// A number or truth value, as YAML spells it.
  case plain(String)
  case list([ComposeValue])
  case map([(key: String, value: ComposeValue)])

  static func bool(_ value: Bool) -> ComposeValue { .plain(value ? "true" : "false") }
  static func number(_ value: Int) -> ComposeValue { .plain("\(value)") }
  static func texts(_ values: [String]) -> ComposeValue { .list(values.map { .text($0) }) }

  /// The texts by key, sorted.
  static func texts(_ values: [String: String]) -> ComposeValue {
    .map(values.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
  }

  static func == (left: ComposeValue, right: ComposeValue) -> Bool { left.yaml == right.yaml }
}

extension ComposeValue {
  /// As YAML that every reader takes for the same: texts are quoted unless they can be nothing else.
  var yaml: String { lines.joined(separator: "\n") + "\n" }

  private var lines: [String] {
    switch self {
    case .text, .template, .plain: [scalar]
    case .list(let values) where values.isEmpty: ["[]"]
    case .list(let values): values.flatMap { Self.item($0) }
    case .map(let fields) where fields.isEmpty: ["{}"]
    case .map(let fields): fields.flatMap { Self.field(Self.quoted($0.key), $0.value) }
    }
  }

  private static func item(_ value: ComposeValue) -> [String] {
    value.lines.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
  }

  private static func field(_ key: String, _ value: ComposeValue) -> [String] {
    value.isInline ? ["\(key): \(value.lines[0])"] : ["\(key):"] + value.lines.map { "  " + $0 }
  }

  private var isInline: Bool {
    switch self {
    case .text, .template, .plain: true
    case .list(let values): values.isEmpty
    case .map(let fields): fields.isEmpty
    }
  }

  private var scalar: String {
    switch self {
    case .text(let text):
      Self.quoted(text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$"))
    case .template(let text): Self.quoted(text)
    case .plain(let text): text
    case .list, .map: ""
    }
  }

  /// Words that some readers take for something else than a text.
  private static let ambiguous: Set<String> = [
    "true", "false", "yes", "no", "on", "off", "null", "y", "n", "t", "f", "inf", "nan",
  ]

  private static func quoted(_ text: String) -> String {
    func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
    let isPlain =
      text.utf8.first.map { isLetter($0) || $0 == UInt8(ascii: "/") } == true
      && text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "/_.-=".utf8.contains($0) }
      && !ambiguous.contains(text.lowercased())
    if isPlain { return text }
    let hasControls = text.unicodeScalars.contains {
      $0.value < 0x20 || $0.value == 0x7F || $0.properties.generalCategory == .control
        || [0x2028, 0x2029, 0xFEFF].contains($0.value)
    }
    return hasControls
      ? escaped(text) : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  /// In double quotes, with escapes.
  private static func escaped(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _
      where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        || [0x2028, 0x2029, 0xFEFF].contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
