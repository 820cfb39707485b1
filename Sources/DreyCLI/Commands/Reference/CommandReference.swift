/// The reference of all commands as Markdown, made from the commands themselves.
enum CommandReference {
  static func markdown() throws -> String {
    let root = try CommandInfo.root()
    let commands = root.leaves()
    let contents = commands.map { path, command in
      "- [`\(path.joined(separator: " "))`](#\(path.joined(separator: "-"))): \(command.abstract ?? "")"
    }
    let head = [
      "# Commands of drey", "Made by `make reference`; do not edit.", root.discussion ?? "",
      contents.joined(separator: "\n"),
    ]
    return (head + commands.map(section)).joined(separator: "\n\n") + "\n"
  }

  private static func section(_ path: [String], _ command: CommandInfo) -> String {
    let arguments = (command.arguments ?? []).filter { $0.shouldDisplay && !isHelp($0) }
    let parts = [
      "## \(path.joined(separator: " "))", command.abstract.map { $0 + "." },
      "```console\n\(synopsis(path, arguments))\n```", command.discussion.map(discussion),
      table(arguments.filter { $0.kind == .positional }, head: "argument"),
      table(arguments.filter { $0.kind != .positional }, head: "option"),
    ]
    return parts.compactMap { $0 }.joined(separator: "\n\n")
  }

  /// Lines that are indented are examples, and commands to be typed.
  private static func discussion(_ text: String) -> String {
    var result: [String] = []
    var isExample = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let isIndented = line.hasPrefix("  ")
      if isIndented != isExample { result.append(isIndented ? "```console" : "```") }
      isExample = isIndented
      result.append(isIndented ? String(line.dropFirst(2)) : String(line))
    }
    return (result + (isExample ? ["```"] : [])).joined(separator: "\n")
  }

  private static func synopsis(_ path: [String], _ arguments: [CommandInfo.ArgumentInfo]) -> String {
    let positionals = arguments.filter { $0.kind == .positional && $0.parsingStrategy != "postTerminator" }
    let required = arguments.filter { $0.kind == .option && !$0.isOptional }
    let rest = arguments.filter { $0.parsingStrategy == "postTerminator" }
    let words =
      path + required.map { "\(names($0)[0]) \(value($0))" } + positionals.map(synopsis) + ["[options]"]
      + rest.map { "[-- \(value($0))…]" }
    return words.joined(separator: " ")
  }

  private static func synopsis(_ positional: CommandInfo.ArgumentInfo) -> String {
    let name = value(positional) + (positional.isRepeating ? "…" : "")
    return positional.isOptional ? "[\(name)]" : name
  }

  private static func table(_ arguments: [CommandInfo.ArgumentInfo], head: String) -> String? {
    guard !arguments.isEmpty else { return nil }
    let rows = arguments.map { "| \(cell(label($0))) | \(cell(meaning($0))) |" }
    return (["| \(head) | meaning |", "|---|---|"] + rows).joined(separator: "\n")
  }

  private static func cell(_ text: String) -> String {
    text.replacing("\n", with: " ").replacing("|", with: "\\|")
  }

  private static func label(_ argument: CommandInfo.ArgumentInfo) -> String {
    guard argument.kind != .positional else { return "`\(value(argument))`" }
    let names = names(argument)
    let last = names.count - 1
    return names.enumerated().map { index, name in
      index == last && argument.kind == .option ? "`\(name) \(value(argument))`" : "`\(name)`"
    }.joined(separator: ", ")
  }

  private static func meaning(_ argument: CommandInfo.ArgumentInfo) -> String {
    var text = argument.abstract ?? ""
    if argument.isRepeating, argument.kind == .option, !text.contains("repeat") { text += "; repeatable" }
    if let values = argument.allValues, !values.allSatisfy(text.contains) {
      text += " (\(values.joined(separator: ", ")))"
    }
    if let value = argument.defaultValue, argument.kind == .option { text += "; default: `\(value)`" }
    return text.replacing("<", with: "&lt;")
  }

  private static func names(_ argument: CommandInfo.ArgumentInfo) -> [String] {
    (argument.names ?? []).map(\.text).sorted { $0.count < $1.count }
  }

  private static func value(_ argument: CommandInfo.ArgumentInfo) -> String {
    "<\(argument.valueName ?? "")>"
  }

  private static func isHelp(_ argument: CommandInfo.ArgumentInfo) -> Bool {
    argument.names?.contains { $0.name == "help" } == true
  }
}
