/// The definition of an option. ``OptionKey/definition`` is the only place that defines options.
public struct OptionDefinition: Sendable, Equatable {
  /// The party that sets the option.
  public enum Owner: Sendable, Equatable {
    /// Users, for a cluster or for single jobs.
    case job
    /// Users, for a cluster as a whole.
    case cluster
    /// Drey, which knows the cluster that it makes; the text says what users do instead.
    case drey(instead: String)
  }

  public var kind: OptionKind
  /// The value if none is given; nil: there is none.
  public var fallback: String?
  public var owner: Owner

  init(_ kind: OptionKind, _ fallback: String? = nil, _ owner: Owner) {
    self.kind = kind
    self.fallback = fallback
    self.owner = owner
  }
}

extension OptionKey {
  /// Its kind, default and owner.
  public var definition: OptionDefinition { serviceDefinition ?? checkpointDefinition ?? jobDefinition }

  private static let addresses = "members find each other by themselves"
  private static let restAddress =
    "the REST API is on this machine's loopback address, at a free port; drey's commands find it"

  private var serviceDefinition: OptionDefinition? {
    let (port, slots) = (OptionKind.integer(0...65_535), OptionKind.integer(1...32_768))
    return switch self {
    case .parallelismDefault: .init(slots, "1", .drey(instead: "use --parallelism, or 'parallelism' in a spec file"))
    case .taskSlots: .init(slots, "1", .drey(instead: "use --slots, or 'taskManager.slots' in a spec file"))
    case .jobGraphPath, .singleJob, .exitsWithZero, .taskManagerStandardOutputJobID: inner
    case .jobManagerAddress, .taskManagerHost: .init(.host, nil, .drey(instead: Self.addresses))
    case .jobManagerBindHost, .taskManagerBindHost: .init(.host, "0.0.0.0", .drey(instead: Self.addresses))
    case .taskManagerResourceID: .init(.text, nil, .drey(instead: Self.addresses))
    case .jobManagerPort: .init(port, "\(ContainerContract.Port.rpc)", .drey(instead: Self.addresses))
    case .blobServerPort: .init(port, "\(ContainerContract.Port.blob)", .drey(instead: Self.addresses))
    case .restPort: .init(port, "\(ContainerContract.Port.rest)", .drey(instead: Self.restAddress))
    case .restBindAddress: .init(.host, "0.0.0.0", .drey(instead: Self.restAddress))
    case .executionAttached: .init(.flag, "true", .drey(instead: "use --detached to return before the job's end"))
    case .highAvailabilityFolder:
      .init(
        .folder, nil, .drey(instead: "a JobManager that is started again finds its jobs in the cluster's own volume"))
    case .managedMemory: .init(.memory(minimum: 1), nil, .cluster)
    case .heartbeatInterval: .init(.duration(minimum: 1), "10 s", .cluster)
    case .heartbeatTimeout: .init(.duration(minimum: 1), "50 s", .cluster)
    case .slotRequestTimeout, .registrationTimeout: .init(.duration(minimum: 0), "5 min", .cluster)
    case .restMaximumContentLength: .init(.integer(1024...Int.max), "104857600", .cluster)
    case .restIdlenessTimeout: .init(.duration(minimum: 1), "5 min", .cluster)
    case .uploadFolder: .init(.folder, nil, .cluster)
    case .uploadCapacity: .init(.memory(minimum: 1024), "256 mb", .cluster)
    case .sessionQueueCapacity: .init(.integer(0...Int.max), "100", .cluster)
    case .submissionCapacity: .init(.memory(minimum: 1024), "32 mb", .cluster)
    case .jobStoreCapacity: .init(.integer(1...Int.max), "1000", .cluster)
    case .jobStoreExpiration: .init(.integer(1...Int.max / 1000), "3600", .cluster)
    case .jobStoreCacheSize: .init(.integer(0...Int.max), "33554432", .cluster)
    case .jobStoreDiskCapacity: .init(.memory(minimum: 1024), "1 gb", .cluster)
    default: nil
    }
  }

  private var inner: OptionDefinition {
    .init(self == .jobGraphPath ? .text : .flag, self == .jobGraphPath ? nil : "false", .drey(instead: "leave it out"))
  }

  private var checkpointDefinition: OptionDefinition? {
    switch self {
    case .checkpointInterval: .init(.duration(minimum: 10), nil, .job)
    case .checkpointTimeout: .init(.duration(minimum: 10), "10 min", .job)
    case .checkpointMinPause, .checkpointAlignedTimeout: .init(.duration(minimum: 0), "0 ms", .job)
    case .checkpointMaxConcurrent, .checkpointsRetained: .init(.integer(1...Int.max), "1", .job)
    case .checkpointTolerableFailures: .init(.integer(0...Int.max), "0", .job)
    case .checkpointMode: .init(.choice(["EXACTLY_ONCE", "AT_LEAST_ONCE"]), "EXACTLY_ONCE", .job)
    case .checkpointUnaligned, .checkpointIncremental, .ignoreUnclaimedState: .init(.flag, "false", .job)
    case .checkpointRetention:
      .init(
        .choice(["NO_EXTERNALIZED_CHECKPOINTS", "DELETE_ON_CANCELLATION", "RETAIN_ON_CANCELLATION"]),
        "NO_EXTERNALIZED_CHECKPOINTS", .job)
    case .checkpointFolder, .savepointFolder, .statePath: .init(.folder, nil, .job)
    default: nil
    }
  }

  private var jobDefinition: OptionDefinition {
    switch self {
    case .restartStrategy:
      .init(.choice(["none", "off", "disable", "fixed-delay", "failure-rate", "exponential-delay"]), nil, .job)
    case .fixedDelayAttempts: .init(.integer(0...Int.max), "1", .job)
    case .fixedDelay, .failureRateDelay: .init(.duration(minimum: 0), "1 s", .job)
    case .failureRateInterval: .init(.duration(minimum: 1), "1 min", .job)
    case .failureRateMaximum: .init(.integer(1...Int.max), "1", .job)
    case .exponentialDelayInitial: .init(.duration(minimum: 1), "1 s", .job)
    case .exponentialDelayMaximum: .init(.duration(minimum: 1), "1 min", .job)
    case .exponentialDelayMultiplier: .init(.number(1...Double.infinity), "1.5", .job)
    case .exponentialDelayReset: .init(.duration(minimum: 1), "1 h", .job)
    case .exponentialDelayJitter: .init(.number(0...1), "0.1", .job)
    case .exponentialDelayAttempts: .init(.limit, "infinite", .job)
    case .failoverStrategy: .init(.choice(["full", "region"]), "region", .job)
    case .maxParallelism: .init(.integer(1...32_768), nil, .job)
    case .runtimeMode: .init(.choice(["STREAMING", "BATCH"]), "STREAMING", .job)
    case .autoWatermarkInterval: .init(.duration(minimum: 1), "200 ms", .job)
    case .operatorChaining: .init(.flag, "true", .job)
    default: .init(.text, nil, .job)
    }
  }
}
