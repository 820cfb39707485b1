import ArgumentParser
import DreyDeploy

/// `drey inspect NAME`
struct InspectCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show a cluster's members, network, volumes and labels")

  @Argument(help: "The cluster's name", completion: KnownNames.clusters) var name: String

  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let clusters = try await target.with { target in
      var inspected: [ObservedCluster] = []
      for cluster in try await target.find(name) { inspected.append(try await target.inspect(cluster)) }
      return inspected
    }
    try output.print(ClusterDescription(clusters: clusters, now: ClusterLifetime.now()))
  }
}
