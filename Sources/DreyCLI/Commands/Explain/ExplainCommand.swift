import ArgumentParser
import DreyDeploy

/// `drey explain`
struct ExplainCommand: ReportingCommand {
  /// What drey's own runtime is compared with.
  enum Engine: String, ExpressibleByArgument, CaseIterable { case flink }

  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Print what a spec and its options mean, on drey's runtime and on Apache Flink",
    discussion: """
      Row by row, each key of a spec file and each option of -D: what is the same on drey's runtime and on Flink, what differs, what only one of them has, and how \
      Flink would divide the memory. Without a spec file everything; nothing is created.
      """)

  @Option(help: "What to compare drey's runtime with")
  var engine = Engine.flink

  @Option(
    name: .shortAndLong, help: "The spec file; docs/spec.md has its format",
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var file: String?

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let rows = try file.map { EngineExplanation.rows(for: try SpecFile(path: $0).cluster) }
    try output.print(ExplanationTable(rows: rows ?? EngineExplanation.everything))
  }
}
