import DataStream

/// Counts the words of a text: `WordCount --input FILE [--output FOLDER]`.
@main
struct WordCount: StreamApplication {
  static func main(_ env: StreamExecutionEnvironment) async throws {
    env.setRuntimeMode(.batch)
    let counts = try env.readTextFile(env.arguments.require("input"))
      .flatMap { line, out in line.forEachField(separator: " ") { out.emit($0) } }
      .keyBy { $0 }
      .count()
      .map { "\($0.key) \($0.value)" }
    if let folder = env.arguments["output"] {
      counts.writeText(folder)
    } else {
      counts.print()
    }
    try await env.execute("WordCount")
  }
}
