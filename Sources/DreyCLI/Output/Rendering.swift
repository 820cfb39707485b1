import FoundationEssentials

/// What a command found out: its encoding is what programs get, ``text`` what people get.
protocol Renderable: Encodable {
  /// Without a newline at the end; empty where there is nothing to say.
  var text: String { get }
}

/// Writes a result in whatever format was asked for. Every command goes through here, so none lacks a format.
enum Rendering {
  static func render(_ result: some Renderable, as format: OutputFormat) throws -> String {
    switch format {
    case .text: result.text
    case .json: try json(result, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    }
  }

  /// Renders a result to standard output.
  static func print(_ result: some Renderable, as format: OutputFormat) throws {
    let text = try render(result, as: format)
    if !text.isEmpty { Terminal.result(text) }
  }

  /// As JSON in one line.
  static func line(_ value: some Encodable) throws -> String {
    try json(value, [.sortedKeys, .withoutEscapingSlashes])
  }

  private static func json(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// Names alone, one per line.
struct NameList: Renderable {
  var names: [String]

  var text: String { names.joined(separator: "\n") }

  func encode(to encoder: any Encoder) throws { try names.encode(to: encoder) }
}
