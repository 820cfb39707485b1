import DreyModel

/// What a mode makes of a spec: the members of the cluster and who can reach whom, in no target's words.
public struct ClusterLayout: Sendable, Equatable {
  public var name: ClusterName
  /// The mode's name, as it stands in labels.
  public var mode: String
  /// What it was made of.
  public var spec: ClusterSpec
  public var members: [Member]
  /// Whether the private network has a way out.
  public var allowsEgress: Bool
  /// Names of networks that exist on the target and that all members join as well.
  public var joinedNetworks: [String] = []
  /// Where the cluster's own networks get their addresses from; nil leaves it to the target.
  public var subnetPool: SubnetPool?

  /// Whether the JobManager ends by itself, and all the members with it.
  var endsWithItsWork: Bool { jobManager?.arguments.first == ContainerContract.Verb.standaloneJob.rawValue }
  /// Whether a member is entered from the client's machine.
  public var isEntered: Bool { members.contains { $0.clientPort != nil } }
  /// Whether anybody in the cluster has to know the token of the REST API.
  public var hasRestToken: Bool { members.contains(where: \.knowsRestToken) }
  public var jobManager: Member? { members.first { $0.role == .jobManager } }
  public var taskManagers: [Member] { members.filter { $0.role == .taskManager } }
}

/// The part a member plays.
public enum MemberRole: String, Sendable, Codable, CaseIterable {
  case jobManager = "jobmanager"
  case taskManager = "taskmanager"
  /// Runs `main()` for the cluster's JobManager, and ends with it.
  case client
}

/// One process of a cluster, to be run from an image, or from an executable.
public struct Member: Sendable, Equatable {
  public var role: MemberRole
  /// Its name within the cluster and in the private network, such as `taskmanager-1`.
  public var name: String
  public var image: String
  /// Path of the application that it is given, where its image does not hold it.
  public var application: String?
  /// What it is there for, in a few words.
  public var purpose: String
  /// What follows the image's entry point.
  public var arguments: [String]
  /// What is put into it before it starts.
  public var files: [MemberFile] = []
  public var volumes: [VolumeMount]
  /// Variables, secrets and hosts that it is given.
  public var surroundings = MemberSurroundings()
  public var resources: Resources
  /// Slots it offers; the number of cores it is given when ``Resources/cpus`` does not say.
  public var slots: Int
  /// The TCP port at which clients enter it: from the machine that the target is on, through a network that no other
  /// member is in, and with a token (``DreyModel/ContainerContract/Path/restToken``) that no other member can read but those
  /// of ``isToldRestToken``. nil: nobody enters.
  public var clientPort: Int?
  /// Whether it can read the token of the REST API without being entered itself.
  public var isToldRestToken = false

  var knowsRestToken: Bool { clientPort != nil || isToldRestToken }
}

/// A file for a member, which it alone may read.
public struct MemberFile: Sendable, Equatable {
  /// An absolute path below ``DreyModel/ContainerContract/Path/secrets``.
  public var path: String
  public var content: [UInt8]
}
