import ArgumentParser
import DreyDeploy

/// `drey list`
struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the clusters that there are",
    discussion: """
      A cluster is what carries its labels, whoever made it. States: running; ended; partial (not all members run); \
      leftovers (no container is there any more, but a network or a volume).
      """)

  @Option(help: "text or json") var output: OutputFormat = .text

  @Flag(name: .shortAndLong, help: "Names alone") var quiet = false

  @OptionGroup var target: TargetOptions

  func run() async throws {
    let clusters = try await target.with { try await $0.clusters(.all) }
    if quiet {
      try Rendering.print(NameList(names: clusters.map(\.name)), as: output)
    } else {
      try Rendering.print(ClusterList(clusters, now: ClusterLifetime.now()), as: output)
    }
  }
}
