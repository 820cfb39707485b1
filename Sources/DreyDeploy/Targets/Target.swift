public import DreyModel
public import JobManagerClient

/// Where clusters run: a Docker Engine, this machine. A target is one folder; modes, runs and commands know no more of
/// it than this, and whether something is possible there is said before anything is made.
public protocol Target: Sendable {
  static var name: TargetName { get }
  /// What is said once a run has removed all that it made.
  static var remains: String { get }
  /// The environment of the process that uses the target.
  var environment: [String: String] { get }

  /// Refuses what of a spec this target cannot do.
  /// - Returns: what may turn out not to work, a line each.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names what cannot be done.
  func check(_ spec: ClusterSpec) async throws -> [String]

  /// Of the machine that members run on, in Go's words: `amd64`, `arm64`.
  func architecture() async throws -> String

  /// Returns what members are run from.
  /// - Parameters:
  ///   - application: what the JobManager carries; nil: nothing.
  ///   - engine: what runs in the members.
  ///   - making: whether what is missing is made; if not, ``ClusterImages/missing`` names it.
  func images(
    for application: BuiltApplication?, on engine: ClusterEngine, making: Bool, observer: any RunObserver
  ) async throws -> ClusterImages

  /// Compares a layout with what there is. Makes nothing.
  /// - Throws: ``DreyModel/Failure`` where the name is taken or something else stands in the way.
  func plan(_ layout: ClusterLayout, run: String, lifetime: ClusterLifetime) async throws -> any PlannedCluster

  /// Compares a layout with a cluster that was made before, and adds the members that it lacks. Makes nothing.
  func planAddition(to cluster: ObservedCluster, of layout: ClusterLayout) async throws -> any PlannedCluster

  /// Removes a member, whatever it is doing.
  func remove(_ member: ObservedMember) async throws

  /// What there is, by name.
  func clusters(_ selection: ClusterSelection) async throws -> [ObservedCluster]

  /// A cluster with a closer look at each member.
  func inspect(_ cluster: ObservedCluster) async throws -> ObservedCluster

  /// What a member has written so far.
  /// - Parameters:
  ///   - follow: whether to go on until it has ended.
  ///   - tail: how many of the last lines; nil: all.
  func output(of member: ObservedMember, follow: Bool, tail: Int?) async throws -> MemberOutput

  /// Ends a member; one that has ended meanwhile is none to end.
  func kill(_ member: ObservedMember) async throws

  /// Ends a member that is kept to be looked at, or has ended already: nothing starts it again, a restart of the engine
  /// included.
  func retire(_ member: ObservedMember) async throws

  /// Starts a member again that has ended, as it was; harmless where somebody else does the same.
  /// - Throws: ``DreyModel/Failure`` where somebody is removing the cluster.
  func restart(_ member: ObservedMember, of cluster: ObservedCluster) async throws

  /// Returns once one of these members has ended, or is gone.
  func awaitEnd(ofAnyOf members: [ObservedMember]) async throws

  /// Brings a fault upon a member that runs.
  /// - Returns: how it is undone; nil where there is nothing to undo.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where that is not possible here.
  func begin(_ fault: Fault, on member: ObservedMember, of cluster: ObservedCluster) async throws -> Undo?

  /// Tries connections from inside a running member.
  /// - Returns: one result per address, in their order.
  func probe(_ addresses: [ProbeAddress], from member: ObservedMember) async throws -> [ProbeResult]

  /// How a client reaches the REST API of a session.
  /// - Throws: ``DreyModel/Failure`` where the cluster has none, or it does not run.
  func restAccess(of cluster: ObservedCluster) async throws -> RestAccess

  /// Reaches the JobManager of a cluster of any mode: by ``restAccess(of:)`` that of a session, that of a cluster which
  /// nobody enters from inside it. The client has to be closed.
  /// - Throws: ``DreyModel/Failure`` where the JobManager does not run.
  func jobManagerClient(of cluster: ObservedCluster) async throws -> JobManagerClient

  /// Tells whoever guards a cluster that it is about to be removed, so that nothing of it is started again.
  func announceRemoval(of cluster: ObservedCluster) async throws

  /// Removes what there is now. Doing it twice is harmless.
  /// - Returns: how many things were found.
  func removeOnce(_ selection: ClusterSelection) async throws -> Int

  /// What happened to a cluster's members since it was created, one line per event, for a post-mortem.
  func events(of layout: ClusterLayout, run: String, since created: Int) async throws -> String

  /// Lets go of the connection. Nothing else may be called afterwards.
  func close()
}

extension Target {
  /// Returns what members are run from, made if it is missing.
  func images(
    for application: BuiltApplication?, on engine: ClusterEngine, observer: any RunObserver
  ) async throws -> ClusterImages {
    try await images(for: application, on: engine, making: true, observer: observer)
  }
}

/// The targets there are.
public enum TargetName: String, Sendable, CaseIterable, Codable {
  /// Containers on a Docker Engine.
  case docker
  /// Processes of this machine.
  case local

  /// What a command is given that is meant for this target, with a space before it.
  public var option: String { self == .docker ? "" : " --target \(rawValue)" }
}

/// Which clusters are meant.
public enum ClusterSelection: Sendable, Equatable {
  case all
  case named(String)
  /// What one run made.
  case run(String)
}

/// How a client reaches a JobManager's REST API.
public struct RestAccess: Sendable, Equatable, CustomStringConvertible {
  /// An address of the machine that the target is on.
  public var host: String
  public var port: Int
  /// What every call has to present: `Authorization: Bearer TOKEN`; nil: nothing.
  public var token: String?

  public init(host: String, port: Int, token: String?) {
    self.host = host
    self.port = port
    self.token = token
  }

  /// Without the token, so that it appears in no message.
  public var description: String { "http://\(host):\(port)" }
}
