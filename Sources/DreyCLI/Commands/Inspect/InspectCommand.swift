import ArgumentParser
import DreyDeploy
import FoundationEssentials

/// `drey inspect NAME`
struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show a cluster's members, network, volumes and labels")

  @Argument(help: "The cluster's name") var name: String

  @Option(help: "text or json") var output: OutputFormat = .text

  func run() async throws {
    let clusters = try await DockerClusters.withEngine(environment: ProcessInfo.processInfo.environment) { engine in
      var inspected: [ObservedCluster] = []
      for cluster in try await engine.find(name) { inspected.append(try await engine.inspect(cluster)) }
      return inspected
    }
    try Rendering.print(ClusterDescription(clusters: clusters, now: ClusterLifetime.now()), as: output)
  }
}
