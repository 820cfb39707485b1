import DreyModel

/// Compares what a cluster should be with the clusters there are on this machine. Pure.
struct LocalPlanner: Sendable {
  var root: StateFolder
  var run: String
  var lifetime: ClusterLifetime

  /// - Parameter existing: the folders of the clusters there are.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where the name is taken.
  func plan(_ layout: ClusterLayout, existing: [ClusterFolder]) throws(Failure) -> Plan<LocalOperation> {
    let folder = ClusterFolder(name: layout.name, run: run, in: root)
    try Self.refuseNameClash(folder, existing)
    var plan = Plan<LocalOperation>()
    let record = ClusterRecord(layout, run: run, lifetime: lifetime)
    let created = plan.add(.createFolder(folder, record), because: "it says whose cluster this is, and takes the name")
    let secret = plan.add(.putSecret, because: "members prove who they are by it", after: [created])
    var ready: [Int] = []
    for member in layout.members {
      let needed = preparations(of: member, after: created, in: &plan)
      let started = plan.add(.start(member), because: member.purpose, after: [secret] + needed + ready)
      guard member.role == .jobManager else { continue }
      ready = [
        plan.add(
          .awaitPorts(member), because: "it takes ports that are free, and TaskManagers must know them",
          after: [started])
      ]
    }
    return plan
  }

  /// The members of a layout that a cluster which was made before does not have.
  static func planAddition(to cluster: ObservedCluster, of layout: ClusterLayout) -> Plan<LocalOperation> {
    var plan = Plan<LocalOperation>()
    let ready = layout.members.filter { $0.role == .jobManager }.map {
      plan.add(.awaitPorts($0), because: "TaskManagers must know them")
    }
    var before: [Int] = []
    for member in layout.members where !cluster.members.contains(where: { $0.name == member.name }) {
      // One after the other: each notes its member in the cluster's record.
      before = [plan.add(.addMember(member), because: "the cluster lacks it", after: before)]
      _ = plan.add(.start(member), because: member.purpose, after: ready + before)
    }
    return plan
  }

  private func preparations(
    of member: Member, after created: Int, in plan: inout Plan<LocalOperation>
  ) -> [Int] {
    var nodes = member.files.map {
      plan.add(.putFile($0), because: "it is read there at the start", after: [created])
    }
    if member.role == .jobManager {
      nodes += member.surroundings.secrets.map {
        plan.add(.putGivenSecret($0), because: "members read it there", after: [created])
      }
    }
    if let path = member.application {
      nodes.append(
        plan.add(.putApplication(path: path), because: "it must not change while it runs", after: [created]))
    }
    if member.clientPort != nil {
      nodes.append(
        plan.add(
          .putRestToken(member: member.name), because: "only who holds it may use the REST API", after: [created]))
    }
    return nodes
  }

  static func refuseNameClash(_ folder: ClusterFolder, _ existing: [ClusterFolder]) throws(Failure) {
    guard let other = existing.first(where: { $0.name == folder.name && !$0.isUnfinished }) else { return }
    throw Failure(
      .usage, "a cluster '\(folder.name)' exists already on this machine: \(other.path)",
      advice: "Choose another --name, or leave it out to have one made up.")
  }
}
