/// The names of what a cluster consists of on an engine.
struct DockerNames: Sendable, Equatable {
  var cluster: ClusterName

  var network: String { "drey-\(cluster)" }
  var secrets: String { "drey-\(cluster)-secrets" }
  func container(_ member: Member) -> String { "drey-\(cluster)-\(member.name)" }
}
