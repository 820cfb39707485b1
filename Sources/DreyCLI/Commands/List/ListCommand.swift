import ArgumentParser
import DreyDeploy

/// `drey list`
struct ListCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the clusters that there are",
    discussion: """
      A cluster is what carries its labels, whoever made it. States: running; ended; partial (not all members run); \
      leftovers (no container is there any more, but a network or a volume).
      """)

  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let clusters = try await target.with { try await $0.clusters(.all) }
    try output.print(ClusterList(clusters, now: ClusterLifetime.now()), names: clusters.map(\.name))
  }
}
