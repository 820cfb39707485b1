public import DreyModel

/// What a user asks for: one cluster, and what is to run on it. A value; nothing in it was checked against an engine.
public struct ClusterSpec: Sendable, Equatable, Codable {
  public var name: ClusterName
  /// What runs in it.
  public var engine: ClusterEngine
  /// The application's arguments, as its `main()` gets them.
  public var arguments: [String]
  /// How many TaskManagers; at least 1.
  public var taskManagers: Int
  /// Slots per TaskManager (`taskmanager.numberOfTaskSlots`); at least 1.
  public var slots: Int
  /// `parallelism.default`; at least 1.
  public var parallelism: Int
  public var volumes: [VolumeMount]
  public var jobManagerResources: Resources
  public var taskManagerResources: Resources
  /// Whether the cluster's private network has no way out.
  public var isolated: Bool
  /// Names of networks on the engine that the members join besides their own.
  public var networks: [String] = []
  /// Where the cluster's own networks get their addresses from; nil: from ``SubnetPool/standard``.
  public var subnetPool: SubnetPool?
  /// Further configuration under Flink's keys.
  public var options: Options
  /// The surroundings that members are given besides volumes; absent from the records of earlier versions.
  public var surroundings: MemberSurroundings {
    get { given ?? MemberSurroundings() }
    set { given = newValue == MemberSurroundings() ? nil : newValue }
  }
  private var given: MemberSurroundings?

  /// - Parameters jobManagerResources, taskManagerResources: nil: what the engine's members usually get.
  public init(
    name: ClusterName, engine: ClusterEngine = ClusterEngine(), arguments: [String] = [], taskManagers: Int = 1,
    slots: Int = 1, parallelism: Int = 1, volumes: [VolumeMount] = [], jobManagerResources: Resources? = nil,
    taskManagerResources: Resources? = nil, isolated: Bool = false, options: Options = Options()
  ) {
    self.name = name
    self.engine = engine
    self.arguments = arguments
    self.taskManagers = taskManagers
    self.slots = slots
    self.parallelism = parallelism
    self.volumes = volumes
    self.jobManagerResources = jobManagerResources ?? .standard(for: .jobManager, on: engine)
    self.taskManagerResources = taskManagerResources ?? .standard(for: .taskManager, on: engine)
    self.isolated = isolated
    self.options = options
  }

  /// Checks everything that can be known without an engine.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names the first thing that is wrong.
  public func validate() throws(Failure) {
    if let violation { throw violation.failure }
  }
}
