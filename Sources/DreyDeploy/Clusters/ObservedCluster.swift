/// A cluster as it is found on a target: what is there of it, not what it should be. A value without ways back.
///
/// Two runs that used one name are two clusters with that name.
public struct ObservedCluster: Sendable, Equatable, Encodable {
  /// What a cluster is doing, as far as its members tell.
  public enum State: String, Sendable, Encodable, CaseIterable {
    /// The JobManager is there and all members run, clients aside.
    case running
    /// All members have ended.
    case ended
    /// Some members run, some do not, or the JobManager is missing.
    case partial
    /// No member is there any more, but something else of the cluster is.
    case leftovers
  }

  public var name: String
  /// The id of the run that made it; empty where nothing says so.
  public var run: String
  /// The mode's name; empty where nothing says so.
  public var mode: String
  /// The JobManager first, then by name.
  public var members: [ObservedMember]
  public var networks: [ObservedNetwork]
  /// The volumes' names.
  public var volumes: [String]
  /// When it was created, in seconds since 1970.
  public var created: Int?
  /// When it may be removed by anybody, in seconds since 1970; nil: never.
  public var expires: Int?
  /// The process that answers for it; nil where none does.
  public var client: ClientIdentity?
  /// Whether it may stay once its work has ended.
  public var mayStay: Bool
  /// What it was made of; nil where nothing says so.
  public var spec: ClusterSpec?
  /// Labels that everything of the cluster carries.
  public var labels: [String: String]

  public var state: State {
    guard !members.isEmpty else { return .leftovers }
    if members.allSatisfy({ $0.state.hasEnded }) { return .ended }
    let isWhole = members.contains { $0.role == MemberRole.jobManager.rawValue }
    // A client that has ended has done what it was there for.
    let lasting = members.filter { $0.role != MemberRole.client.rawValue }
    return isWhole && lasting.allSatisfy(\.state.isRunning) ? .running : .partial
  }

  public var taskManagers: [ObservedMember] { members.filter { $0.role == MemberRole.taskManager.rawValue } }

  /// Slots of all TaskManagers; nil where one does not say how many it has.
  public var slots: Int? {
    taskManagers.reduce(0) { sum, member in member.slots.flatMap { slots in sum.map { $0 + slots } } }
  }

  private enum CodingKeys: String, CodingKey {
    case name, run, mode, state, members, networks, volumes, created, expires, mayStay, labels
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(run, forKey: .run)
    try container.encode(mode, forKey: .mode)
    try container.encode(state, forKey: .state)
    try container.encode(members, forKey: .members)
    try container.encode(networks, forKey: .networks)
    try container.encode(volumes, forKey: .volumes)
    try container.encodeIfPresent(created, forKey: .created)
    try container.encodeIfPresent(expires, forKey: .expires)
    try container.encode(mayStay, forKey: .mayStay)
    try container.encode(labels, forKey: .labels)
  }
}
