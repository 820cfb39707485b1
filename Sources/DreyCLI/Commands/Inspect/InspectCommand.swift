import ArgumentParser
import DreyDeploy

/// `drey inspect NAME`
struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show a cluster's members, network, volumes and labels")

  @Argument(help: "The cluster's name") var name: String

  @Option(help: "text or json") var output: OutputFormat = .text

  @OptionGroup var target: TargetOptions

  func run() async throws {
    let clusters = try await target.with { target in
      var inspected: [ObservedCluster] = []
      for cluster in try await target.find(name) { inspected.append(try await target.inspect(cluster)) }
      return inspected
    }
    try Rendering.print(ClusterDescription(clusters: clusters, now: ClusterLifetime.now()), as: output)
  }
}
