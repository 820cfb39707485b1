import DreyModel

/// Where a service finds its files: as ``ContainerContract/Path`` says, or the environment instead.
public struct ServicePaths: Sendable, Equatable {
  public var userLibrary: String
  public var clusterSecret: String
  /// Beside the cluster's secret.
  public var jobGraph: String
  public var restToken: String
  public var scratch: String
  /// Below ``scratch``.
  public var restSocket: String
  /// Where Flink is, in an image for its JVMs.
  public var flinkHome: String

  public init(_ environment: [String: String]) {
    func path(_ variable: ContainerContract.PathVariable, _ fallback: String) -> String {
      environment[variable.rawValue] ?? fallback
    }
    userLibrary = path(.userLibrary, ContainerContract.Path.userLibrary)
    clusterSecret = path(.clusterSecret, ContainerContract.Path.clusterSecret)
    let folder = clusterSecret.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    jobGraph = (folder + ["job.json"]).joined(separator: "/")
    restToken = path(.restToken, ContainerContract.Path.restToken)
    scratch = path(.scratch, ContainerContract.Path.scratch)
    let socket = ContainerContract.Path.restSocket.dropFirst(ContainerContract.Path.scratch.utf8.count)
    restSocket = scratch + socket
    flinkHome = path(.flinkHome, ContainerContract.Path.flinkHome)
  }

  /// What a process that runs a job's code inherits: everything but these paths.
  public static func removed(from environment: [String: String]) -> [String: String] {
    let names = Set(ContainerContract.PathVariable.allCases.map(\.rawValue))
    return environment.filter { !names.contains($0.key) }
  }
}
