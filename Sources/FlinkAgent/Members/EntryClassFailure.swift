import DreyModel

/// An application whose class with `main()` is not to be found: whoever started it can mend that.
enum EntryClassFailure {
  private static let signs = [
    "Could not load the provided entrypoint class", "does not contain a main", "neither a 'Main-Class'",
    "entry point class", "Could not find the provided job class", "Expected exactly one",
    "The program's entry point class", "No JAR found", "Failed to find",
  ]

  /// - Returns: nil where the error is another one.
  static func failure(in error: LogLine?, className: String?, jars: [String]) -> Failure? {
    guard let error, let sign = sign(in: [error.message] + error.stackTrace) else { return nil }
    let jars =
      jars.isEmpty
      ? "no JAR" : jars.map { $0.split(separator: "/").last.map(String.init) ?? $0 }.joined(separator: ", ")
    let named = className.map { "class '\($0)'" } ?? "a class with main()"
    return Failure(
      .usage, "the application has no entry: \(named) was looked for in \(jars): \(sign)",
      advice: "Name the class that holds main() by --job-classname, or in the JAR's manifest as Main-Class.",
      details: StackTrace.cut(error.stackTrace, to: 60))
  }

  private static func sign(in lines: [String]) -> String? {
    lines.last { line in !line.contains("\tat ") && signs.contains { line.contains($0) } }
  }
}
