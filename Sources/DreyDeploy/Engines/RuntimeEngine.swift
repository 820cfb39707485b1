import DreyModel

/// What of a member the engine says that runs in it. One folder per engine.
protocol RuntimeEngine: Sendable {
  /// Whether TaskManagers end by themselves once the JobManager has ended.
  var endsTaskManagers: Bool { get }
  /// Whose members are started again that ended before their time: what ran on them can go on then.
  var restartable: Set<MemberRole> { get }
  /// A member that ends sooner than this after its start has most likely not come to work at all.
  var shortLife: Duration { get }
  /// Whether the target itself may start members again that fail: what ends as it should says so by its exit code.
  var endsWithZero: Bool { get }
  /// Whether scratch space is on disk: what is kept there may be larger than what fits into memory.
  var hasScratchOnDisk: Bool { get }

  /// Whether JobManager and TaskManagers share a folder that stays as long as the cluster:
  /// ``DreyModel/ContainerContract/Path/state``.
  var keepsState: Bool { get }

  /// Cores that a member gets at least, where nobody says how many.
  var leastCPUs: Int { get }

  /// What follows the entry point of the image.
  /// - Parameters:
  ///   - options: those of the spec, and what the mode adds to them.
  ///   - application: what `main()` is given; nil where it does not run there.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where that cannot be.
  func arguments(
    _ verb: ContainerContract.Verb, options: Options, of spec: ClusterSpec, application: ApplicationEntry?
  ) throws(Failure) -> [String]
}

/// Where an application begins, and with what.
struct ApplicationEntry: Sendable, Equatable {
  /// The class whose `main()` it is; nil: there is but one executable.
  var entryClass: String?
  var arguments: [String]
  var savepoint: SavepointRestore?
}

/// The state that an application goes on from.
public struct SavepointRestore: Sendable, Equatable, Codable {
  /// A path or URI as the cluster sees it.
  public var path: String
  /// Whether state may be left out that belongs to no operator any more.
  public var allowsNonRestoredState: Bool

  public init(path: String, allowsNonRestoredState: Bool = false) {
    self.path = path
    self.allowsNonRestoredState = allowsNonRestoredState
  }
}

extension ClusterEngine {
  var runtime: any RuntimeEngine {
    switch kind {
    case .drey: DreyEngine()
    case .flink: FlinkEngine()
    }
  }
}
