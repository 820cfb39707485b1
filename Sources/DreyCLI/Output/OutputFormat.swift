import ArgumentParser

/// How a command's result is written.
enum OutputFormat: String, Sendable, CaseIterable, ExpressibleByArgument {
  /// For people.
  case text
  /// For programs.
  case json
}
