/// The names of what a cluster consists of on an engine.
struct DockerNames: Sendable, Equatable {
  var cluster: ClusterName

  var network: String { "drey-\(cluster)" }
  /// The network through which clients enter. No cluster's name has a dot, so it is no cluster's private network.
  var rest: String { "drey-\(cluster).rest" }
  /// The volume that holds the token of those who enter.
  var restToken: String { "drey-\(cluster)-rest-token" }
  var secrets: String { "drey-\(cluster)-secrets" }
  func container(_ member: Member) -> String { "drey-\(cluster)-\(member.name)" }
}
