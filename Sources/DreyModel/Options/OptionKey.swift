/// Flink's configuration keys, as far as drey's runtime knows them. They are passed as `-D key=value`.
public enum OptionKey: String, Sendable, CaseIterable {
  /// Parallelism of a job that does not set its own; default 1.
  case parallelismDefault = "parallelism.default"
  /// A file with a ``ShippedJob``; a JobManager that is given it runs that job instead of `main()`.
  case jobGraphPath = "internal.jobgraph-path"
  /// Host on which TaskManagers reach the JobManager.
  case jobManagerAddress = "jobmanager.rpc.address"
  /// Port on which TaskManagers reach the JobManager; default 6123, and for a JobManager 0 is one that is free.
  case jobManagerPort = "jobmanager.rpc.port"
  /// Port on which TaskManagers fetch artifacts; default 6124, and for a JobManager 0 is one that is free.
  case blobServerPort = "blob.server.port"
  /// Address that the JobManager opens its ports for TaskManagers on; default all.
  case jobManagerBindHost = "jobmanager.bind-host"
  /// Slots a TaskManager offers; default 1.
  case taskSlots = "taskmanager.numberOfTaskSlots"
  /// What the state of a job may take on a TaskManager; default: 70 % of the TaskManager's memory.
  case managedMemory = "taskmanager.memory.managed.size"
  /// The name by which other TaskManagers reach this one; default: the address the JobManager sees.
  case taskManagerHost = "taskmanager.host"
  /// Address that workers accept the connections of other workers on; default all.
  case taskManagerBindHost = "taskmanager.bind-host"
  /// This TaskManager's id; default: made up at start.
  case taskManagerResourceID = "taskmanager.resource-id"
  /// Time between heartbeats; default 10 s.
  case heartbeatInterval = "heartbeat.interval"
  /// Time without a heartbeat after which the other side counts as lost; default 50 s.
  case heartbeatTimeout = "heartbeat.timeout"
  /// Time that a job waits for the slots it needs; default 5 min.
  case slotRequestTimeout = "slot.request.timeout"
  /// Port of a session's REST API; default 8081, 0 is one that is free.
  case restPort = "rest.port"
  /// Address that the REST API is opened on; default all.
  case restBindAddress = "rest.bind-address"
  /// The longest request of the REST API in bytes, and so the largest executable; default 104857600.
  case restMaximumContentLength = "rest.server.max-content-length"
  /// Time that a connection of the REST API may stay without a request before it is closed; default 5 min.
  case restIdlenessTimeout = "rest.idleness-timeout"
  /// The folder that uploaded executables are kept in.
  case uploadFolder = "web.upload.dir"
  /// Bytes that all executables in that folder may have together (drey's own key); default 268435456.
  case uploadCapacity = "web.upload.capacity"
  /// Jobs that may wait for slots in a session before further ones are refused (drey's own key); default 100.
  case sessionQueueCapacity = "jobmanager.session.queue-capacity"
  /// Whether a JobManager of the verb `jobmanager` accepts one job and ends with it (drey's own key, for Flink's JVMs);
  /// default false: it is a session's.
  case singleJob = "jobmanager.single-job"
  /// Whether a JobManager of the verb `standalone-job` exits with 0 once it has said how its work ended, whatever that was
  /// (drey's own key), and a TaskManager once it was told to stop, so that what starts members again that fail does not
  /// start these; default false.
  case exitsWithZero = "jobmanager.exits-with-zero"
  /// Whether a client waits for the end of each job that it submits; default true.
  case executionAttached = "execution.attached"
  /// Bytes that the submissions of all jobs which have not ended may have together (drey's own key); default 32 MiB.
  case submissionCapacity = "jobmanager.session.submission-capacity"
  /// Ended jobs whose results a session keeps; default 1000.
  case jobStoreCapacity = "jobstore.max-capacity"
  /// Seconds that a session keeps the result of an ended job; default 3600.
  case jobStoreExpiration = "jobstore.expiration-time"
  /// Bytes of ended jobs that a JobManager keeps in memory beside its disk; default 33554432.
  case jobStoreCacheSize = "jobstore.cache-size"
  /// Bytes that ended jobs may have on a JobManager's disk (drey's own key); default 1 GiB.
  case jobStoreDiskCapacity = "jobstore.disk-capacity"
  /// Time that a TaskManager tries to register before it gives up; default 5 min.
  case registrationTimeout = "taskmanager.registration.timeout"
  /// Whether the TaskManager's standard output says which job each record belongs to, as ``TaggedRecords`` (drey's own
  /// key); default false: the workers write to it themselves, and nothing says whose a record is.
  case taskManagerStandardOutputJobID = "taskmanager.stdout.job-id"
  /// Time between checkpoints; absent: none are taken.
  case checkpointInterval = "execution.checkpointing.interval"
  /// How long a checkpoint may take; default 10 min.
  case checkpointTimeout = "execution.checkpointing.timeout"
  /// The least time between the end of a checkpoint and the next; default 0.
  case checkpointMinPause = "execution.checkpointing.min-pause"
  /// Checkpoints that may be under way at a time; default 1.
  case checkpointMaxConcurrent = "execution.checkpointing.max-concurrent-checkpoints"
  /// Checkpoints in a row that may fail before the job does; default 0.
  case checkpointTolerableFailures = "execution.checkpointing.tolerable-failed-checkpoints"
  /// `EXACTLY_ONCE` or `AT_LEAST_ONCE`; default `EXACTLY_ONCE`.
  case checkpointMode = "execution.checkpointing.mode"
  /// Whether barriers overtake records; default false.
  case checkpointUnaligned = "execution.checkpointing.unaligned.enabled"
  /// How long barriers that may overtake records are given to come along all channels before they do; default 0.
  case checkpointAlignedTimeout = "execution.checkpointing.aligned-checkpoint-timeout"
  /// Whether checkpoints show what has changed since the one before, and build on its files; default false.
  case checkpointIncremental = "execution.checkpointing.incremental"
  /// `NO_EXTERNALIZED_CHECKPOINTS`, `DELETE_ON_CANCELLATION` or `RETAIN_ON_CANCELLATION`; default the first.
  case checkpointRetention = "execution.checkpointing.externalized-checkpoint-retention"
  /// Completed checkpoints that are kept; default 1.
  case checkpointsRetained = "execution.checkpointing.num-retained"
  /// The folder for checkpoints, seen by all members; also as `file://` URI.
  case checkpointFolder = "execution.checkpointing.dir"
  /// The folder for savepoints whose target is not named.
  case savepointFolder = "execution.checkpointing.savepoint-dir"
  /// The savepoint or checkpoint to begin from.
  case statePath = "execution.state-recovery.path"
  /// Whether state in it that no operator takes is left out instead of refused; default false.
  case ignoreUnclaimedState = "execution.state-recovery.ignore-unclaimed-state"
  /// `none`, `fixed-delay`, `failure-rate` or `exponential-delay`; default: the last with checkpoints, `none` without.
  case restartStrategy = "restart-strategy.type"
  /// Default 1.
  case fixedDelayAttempts = "restart-strategy.fixed-delay.attempts"
  /// Default 1 s.
  case fixedDelay = "restart-strategy.fixed-delay.delay"
  /// Default 1 s.
  case failureRateDelay = "restart-strategy.failure-rate.delay"
  /// Default 1 min.
  case failureRateInterval = "restart-strategy.failure-rate.failure-rate-interval"
  /// Default 1.
  case failureRateMaximum = "restart-strategy.failure-rate.max-failures-per-interval"
  /// Default 1 s.
  case exponentialDelayInitial = "restart-strategy.exponential-delay.initial-backoff"
  /// Default 1 min.
  case exponentialDelayMaximum = "restart-strategy.exponential-delay.max-backoff"
  /// Default 1.5.
  case exponentialDelayMultiplier = "restart-strategy.exponential-delay.backoff-multiplier"
  /// Default 1 h.
  case exponentialDelayReset = "restart-strategy.exponential-delay.reset-backoff-threshold"
  /// Default 0.1.
  case exponentialDelayJitter = "restart-strategy.exponential-delay.jitter-factor"
  /// Default: without end.
  case exponentialDelayAttempts = "restart-strategy.exponential-delay.attempts-before-reset-backoff"
  /// `region`: what has nothing to do with a failure goes on; `full`: all of the job begins anew. Default `region`.
  case failoverStrategy = "jobmanager.execution.failover-strategy"
  /// The folder in which a JobManager keeps what it needs to go on where another one, of before a restart, left off.
  case highAvailabilityFolder = "high-availability.storageDir"
  /// The number of key groups, and so the highest parallelism of keyed operators; default: derived from the parallelism.
  case maxParallelism = "pipeline.max-parallelism"
  /// `STREAMING` or `BATCH`; default `STREAMING`.
  case runtimeMode = "execution.runtime-mode"
  /// The time between the watermarks of a stream; default 200 ms.
  case autoWatermarkInterval = "pipeline.auto-watermark-interval"
  /// Whether operators that only hand records on are put into one vertex; default true.
  case operatorChaining = "pipeline.operator-chaining.enabled"
}

extension OptionKey {
  /// Drey's own keys that users set and that Apache Flink has no use for.
  public static let unknownToFlink: Set<OptionKey> = [
    .uploadCapacity, .sessionQueueCapacity, .submissionCapacity, .jobStoreDiskCapacity,
  ]
}
