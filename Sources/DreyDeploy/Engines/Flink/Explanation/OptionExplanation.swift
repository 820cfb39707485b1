import DreyModel

extension OptionKey {
  /// What the key means on either engine.
  var explanation: ExplanationRow {
    switch self {
    case .parallelismDefault: same("parallelism of jobs that set none; default 1")
    case .jobGraphPath: differs(drey: "a file with a job as JSON", flink: "a file with a job that Java has serialized")
    case .jobManagerAddress, .taskManagerHost, .taskManagerResourceID, .uploadFolder:
      same("no fixed default")
    case .jobManagerPort: same("default 6123")
    case .blobServerPort: differs(drey: "default 6124", flink: "default 0: a port that is free")
    case .jobManagerBindHost, .taskManagerBindHost, .restBindAddress:
      same("default: every address")
    case .taskSlots: same("default 1")
    case .managedMemory:
      differs(drey: "what a job's state may take; default 70 % of the memory", flink: "for operators off the Java heap")
    case .heartbeatInterval: time("10000", "1 s, set by drey; Flink's own is 10 s")
    case .heartbeatTimeout: time("50000", "10 s, set by drey; Flink's own is 50 s")
    case .slotRequestTimeout, .registrationTimeout: time("300000", "5 min")
    case .restPort: same("default 8081")
    case .restMaximumContentLength: same("default 104857600 bytes")
    case .jobStoreCapacity: differs(drey: "default 1000 ended jobs", flink: "default 2147483647 ended jobs")
    case .singleJob: ExplanationRow(rawValue, .onlyFlink, drey: "", flink: "set by job mode: one job, then the end")
    case .executionAttached:
      ExplanationRow(rawValue, .onlyFlink, drey: "", flink: "whether a client waits for its jobs; default true in drey")
    case .uploadCapacity: onlyDrey("bytes of all uploaded executables; default 268435456")
    case .sessionQueueCapacity: onlyDrey("jobs that may wait for slots; default 100")
    case .taskManagerStandardOutputJobID: onlyDrey("records say which job they are of; default false")
    case .exitsWithZero: onlyDrey("set by the Docker target; default false")
    default: faultTolerance
    }
  }

  private var faultTolerance: ExplanationRow {
    switch self {
    case .checkpointFolder, .savepointFolder, .highAvailabilityFolder:
      differs(drey: "default: the cluster's own volume, which goes with it", flink: "no default")
    case .checkpointUnaligned: same("whether barriers overtake records; default false")
    case .checkpointAlignedTimeout: same("default 0: at once where barriers overtake at all")
    case .checkpointIncremental: same("whether checkpoints show only what has changed; default false")
    case .checkpointMode: same("default EXACTLY_ONCE")
    case .checkpointsRetained, .checkpointMaxConcurrent, .fixedDelayAttempts, .failureRateMaximum: same("default 1")
    case .checkpointInterval: same("default: no checkpoints")
    case .checkpointTimeout: same("default 10 min")
    case .checkpointMinPause, .checkpointTolerableFailures: same("default 0")
    case .checkpointRetention: same("default NO_EXTERNALIZED_CHECKPOINTS")
    case .statePath: same("the savepoint or checkpoint to begin from; default: none")
    case .ignoreUnclaimedState: same("whether state that no operator takes is left out; default false")
    case .failoverStrategy: same("default region: what exchanges no records with what failed goes on")
    case .restartStrategy: same("default exponential-delay with checkpoints, none without")
    case .fixedDelay, .failureRateDelay, .exponentialDelayInitial: same("default 1 s")
    case .failureRateInterval, .exponentialDelayMaximum: same("default 1 min")
    case .exponentialDelayMultiplier: same("default 1.5")
    case .exponentialDelayReset: same("default 1 h")
    case .exponentialDelayJitter: same("default 0.1")
    case .exponentialDelayAttempts: same("default: without end")
    default: same("no fixed default")
    }
  }

  private func same(_ meaning: String) -> ExplanationRow { .same(rawValue, meaning) }

  private func differs(drey: String, flink: String) -> ExplanationRow {
    ExplanationRow(rawValue, .differs, drey: drey, flink: flink)
  }

  /// The same time, but drey's runtime reads no units.
  private func time(_ milliseconds: String, _ text: String) -> ExplanationRow {
    differs(
      drey: "default \(milliseconds); whole milliseconds without a unit",
      flink: "default \(text); a value has a unit, or is milliseconds")
  }

  private func onlyDrey(_ meaning: String) -> ExplanationRow {
    ExplanationRow(rawValue, .onlyDrey, drey: meaning, flink: "no such key")
  }
}
