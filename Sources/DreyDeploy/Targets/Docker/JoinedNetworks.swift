import DreyModel

/// The networks that a cluster joins besides its own, checked against what is on the engine. Pure.
///
/// Members have no names of their own there but those of their containers: several clusters may join one network.
struct JoinedNetworks {
  var names: [String]

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names the first that cannot be joined.
  func check(against observed: ObservedEngine) throws(Failure) {
    for name in names {
      guard name != "host", name != "none" else {
        throw Self.refuse("a container in the network '\(name)' can be in no other", "Name one of your own networks.")
      }
      guard observed.networkNames.contains(name) else {
        let known = observed.networkNames.subtracting(observed.clusterNetworks.keys).subtracting(["host", "none"])
        throw Self.refuse(
          "there is no network '\(name)' on the engine.\(SimilarWord.question(for: name, among: known))",
          "Networks there: \(known.sorted().joined(separator: ", ")).")
      }
      if let cluster = observed.clusterNetworks[name] {
        throw Self.refuse(
          "the network '\(name)' belongs to the cluster '\(cluster)' and goes with it",
          "Make a network for both, docker network create NAME, and let both clusters join it.")
      }
    }
  }

  private static func refuse(_ message: String, _ advice: String) -> Failure {
    Failure(.usage, "network.join: \(message)", advice: advice)
  }
}
