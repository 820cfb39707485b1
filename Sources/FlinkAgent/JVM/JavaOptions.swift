import DreyModel

/// The options of the JVM that Flink's keys `env.java.opts.*` hold, which Flink's start scripts read.
enum JavaOptions {
  /// - Returns: those of all JVMs, then those of the member's own role.
  static func given(_ verb: ContainerContract.Verb, _ options: [String: String]) -> [String] {
    let role: String =
      switch verb {
      case .taskManager: "taskmanager"
      case .client: "client"
      default: "jobmanager"
      }
    return ["all", role].flatMap { words(options["env.java.opts.\($0)"] ?? "") }
  }

  /// Splits a text at blanks outside of quotes, as a shell would.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in text {
      if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if quote == nil, character.isWhitespace {
        if let ended = word { words.append(ended) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}
