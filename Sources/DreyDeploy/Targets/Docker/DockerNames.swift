/// The names of what a cluster consists of on an engine.
struct DockerNames: Sendable, Equatable {
  var cluster: ClusterName

  var network: String { "drey-\(cluster)" }
  /// The network through which clients enter. No cluster's name has a dot, so it is no cluster's private network.
  var rest: String { "drey-\(cluster)\(Self.entrance)" }
  static let entrance = ".rest"
  /// The volume that holds the token of those who enter.
  var restToken: String { "drey-\(cluster)-rest-token" }
  var secrets: String { "drey-\(cluster)-secrets" }
  /// The volume with the secrets that the user gives the members.
  var givenSecrets: String { "drey-\(cluster)-given-secrets" }
  /// The volume for checkpoints, savepoints, and what a JobManager needs to go on after a restart.
  var state: String { "drey-\(cluster)-state" }
  func container(_ member: Member) -> String { "drey-\(cluster)-\(member.name)" }

  /// The volume that says that the cluster is being removed: see ``ClusterRemovalNotice``.
  var removal: String { "drey-\(cluster)-removal" }

  /// The volumes that a layout needs.
  func volumes(of layout: ClusterLayout) -> [String] {
    [secrets] + (layout.hasRestToken ? [restToken] : []) + (layout.spec.engine.runtime.keepsState ? [state] : [])
      + (layout.spec.surroundings.secrets.isEmpty ? [] : [givenSecrets])
  }
}
