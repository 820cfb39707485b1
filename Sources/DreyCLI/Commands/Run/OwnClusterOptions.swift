import ArgumentParser
import DreyDeploy
import DreyModel

/// What belongs to a cluster that is made for an application, and not to a session.
struct OwnClusterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The cluster's name; default: made of the application's name", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "Default parallelism of the jobs; default: as many as there are slots, in a session what that says",
      valueName: "n"))
  var parallelism: Int?

  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func clusterName() throws(Failure) -> ClusterName? {
    guard let name else { return nil }
    return try ClusterName(name)
  }
}
