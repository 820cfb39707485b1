import ArgumentParser
import DreyDeploy

/// `drey supervise`: started for each member of a local cluster that outlives the client which made it.
struct SuperviseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "supervise", abstract: "Run a member of a local cluster and note how it ends", shouldDisplay: false)

  @Argument(help: "The cluster's folder") var cluster: String

  @Argument(help: "The member's name") var member: String

  func run() async throws { try await SupervisorProcess(cluster: cluster, member: member).supervise() }
}
