/// Names of Apache Flink's own options, so that one that has no effect on drey's runtime can be told from one that nobody knows.
enum FlinkKeys {
  /// Whether Flink has an option of this name, as far as that can be told: its connectors and file systems bring more.
  static func contains(_ key: String) -> Bool { names.contains(key) || namespaces.contains { key.hasPrefix($0) } }

  /// The prefixes of Flink's options that no option of drey's runtime begins with.
  private static let namespaces = [
    "akka.", "async.", "cep.", "compiler.", "containerized.", "dstl.", "env.", "events.", "external-resource.",
    "external-resources", "fs.", "gs.", "historyserver.", "jmx.", "kubernetes.", "library-cache-manager.", "lookup.",
    "materialized-table.", "mesos.", "metrics.", "oss.", "parquet.", "pekko.", "plugin.", "presto.", "python.", "s3.",
    "s3a.", "security.", "sql-client.", "sql-gateway.", "state.", "table.", "traces.", "yarn.", "zookeeper.",
  ]

  /// Names that options had in earlier versions of Flink, of those that drey's runtime knows, with the present ones.
  static let formerNames: [String: OptionKey] = [
    "execution.checkpointing.alignment-timeout": .checkpointAlignedTimeout,
    "execution.checkpointing.unaligned": .checkpointUnaligned,
    "execution.savepoint.ignore-unclaimed-state": .ignoreUnclaimedState,
    "execution.savepoint.path": .statePath,
    "high-availability.zookeeper.storageDir": .highAvailabilityFolder,
    "jobmanager.web.address": .restBindAddress,
    "jobmanager.web.upload.dir": .uploadFolder,
    "pipeline.operator-chaining": .operatorChaining,
    "recovery.zookeeper.storageDir": .highAvailabilityFolder,
    "restart-strategy": .restartStrategy,
    "savepoints.state.backend.fs.dir": .savepointFolder,
    "state.backend.fs.checkpointdir": .checkpointFolder,
    "state.backend.incremental": .checkpointIncremental,
    "state.checkpoints.dir": .checkpointFolder,
    "state.checkpoints.num-retained": .checkpointsRetained,
    "state.savepoints.dir": .savepointFolder,
    "taskmanager.maxRegistrationDuration": .registrationTimeout,
    "taskmanager.memory.size": .managedMemory,
  ]

  /// All others, by what stands before their first dot.
  static let names: Set<String> = Set(
    suffixes.flatMap { prefix, rest in rest.split(separator: " ").map { "\(prefix).\($0)" } } + ["scheduler-mode"])

  private static let suffixes: [String: String] = [
    "application-result-store": "delete-on-commit storage-path",
    "blob": """
    client.connect.timeout client.socket.timeout fetch.backlog fetch.num-concurrent fetch.retries offload.minsize \
    server.port service.cleanup.interval service.ssl.enabled storage.directory
    """,
    "classloader": """
    check-leaked-classloader fail-on-metaspace-oom-error parent-first-patterns parent-first-patterns.additional \
    parent-first-patterns.default resolve-order
    """,
    "cleanup-strategy": """
    exponential-delay.attempts exponential-delay.initial-backoff exponential-delay.max-backoff fixed-delay.attempts \
    fixed-delay.delay type
    """,
    "client": "heartbeat.interval heartbeat.timeout retry-period timeout",
    "cluster": """
    id intercept-user-system-exit io-pool.size processes.halt-on-fatal-error registration.error-delay \
    registration.initial-timeout registration.max-timeout registration.refused-registration-delay \
    services.shutdown-timeout thread-dump.stacktrace-max-depth uncaught-exception-handling
    """,
    "completed-application-store": "cache-size expiration-time max-capacity type",
    "execution": """
    allow-client-job-configurations async-state.active-buffer-size async-state.active-buffer-timeout \
    async-state.total-buffer-size attached batch-shuffle-mode batch-state-backend.enabled \
    batch.adaptive.auto-parallelism.avg-data-volume-per-task \
    batch.adaptive.auto-parallelism.default-source-parallelism batch.adaptive.auto-parallelism.enabled \
    batch.adaptive.auto-parallelism.max-parallelism batch.adaptive.auto-parallelism.min-parallelism \
    batch.job-recovery.enabled batch.job-recovery.previous-worker.recovery.timeout \
    batch.job-recovery.snapshot.min-pause batch.speculative.block-slow-node-duration batch.speculative.enabled \
    batch.speculative.max-concurrent-executions buffer-timeout buffer-timeout.enabled buffer-timeout.interval \
    checkpointing.aligned-checkpoint-timeout checkpointing.approximate-local-recovery \
    checkpointing.checkpoints-after-tasks-finish checkpointing.checkpoints-after-tasks-finish.enabled \
    checkpointing.cleaner.parallel-mode checkpointing.create-subdir checkpointing.data-inline-threshold \
    checkpointing.dir checkpointing.during-recovery.enabled checkpointing.externalized-checkpoint-retention \
    checkpointing.file-merging.across-checkpoint-boundary checkpointing.file-merging.enabled \
    checkpointing.file-merging.max-file-size checkpointing.file-merging.max-space-amplification \
    checkpointing.file-merging.max-subtasks-per-file checkpointing.file-merging.pool-blocking \
    checkpointing.incremental checkpointing.interval checkpointing.interval-during-backlog \
    checkpointing.local-backup.dirs checkpointing.local-backup.enabled checkpointing.max-concurrent-checkpoints \
    checkpointing.min-pause checkpointing.mode checkpointing.num-retained \
    checkpointing.recover-without-channel-state.checkpoint-id checkpointing.savepoint-dir \
    checkpointing.snapshot-compression checkpointing.storage checkpointing.timeout \
    checkpointing.tolerable-failed-checkpoints checkpointing.unaligned.enabled checkpointing.unaligned.forced \
    checkpointing.unaligned.interruptible-timers.enabled checkpointing.unaligned.max-subtasks-per-channel-state-file \
    checkpointing.unaligned.recover-output-on-downstream.enabled checkpointing.write-buffer-size job-listeners \
    job-status-changed-listeners program-config.enabled program-config.wildcards runtime-mode savepoint-restore-mode \
    shutdown-on-application-finish shutdown-on-attached-exit sort-keyed-partition.memory sort-partition.memory \
    sorted-inputs.enabled sorted-inputs.memory state-recovery.approximate-local-recovery state-recovery.claim-mode \
    state-recovery.from-local state-recovery.ignore-unclaimed-state state-recovery.path \
    state-recovery.without-channel-state.checkpoint-id submit-failed-job-on-application-error target \
    terminate-application-on-any-job-terminated-exceptionally
    """,
    "heartbeat": "interval rpc-failure-threshold timeout",
    "high-availability": """
    cluster-id jobmanager.port kubernetes.leader-election.lease-duration kubernetes.leader-election.renew-deadline \
    kubernetes.leader-election.retry-period storageDir type zookeeper.client.acl zookeeper.client.authorization \
    zookeeper.client.connection-timeout zookeeper.client.ensemble-tracker zookeeper.client.max-close-wait \
    zookeeper.client.max-retry-attempts zookeeper.client.max-retry-wait zookeeper.client.retry-wait \
    zookeeper.client.session-timeout zookeeper.client.simulated-session-expiration-percent \
    zookeeper.client.tolerate-suspended-connections zookeeper.path.applications zookeeper.path.execution-plans \
    zookeeper.path.jobgraphs zookeeper.path.namespace zookeeper.path.root zookeeper.quorum
    """,
    "io": "tmp.dirs",
    "job-event": "store.write-buffer.flush-interval store.write-buffer.size",
    "job-result-store": "delete-on-commit storage-path",
    "jobmanager": """
    adaptive-batch-scheduler.avg-data-volume-per-task adaptive-batch-scheduler.default-source-parallelism \
    adaptive-batch-scheduler.max-parallelism adaptive-batch-scheduler.min-parallelism \
    adaptive-batch-scheduler.speculative.block-slow-node-duration adaptive-batch-scheduler.speculative.enabled \
    adaptive-batch-scheduler.speculative.max-concurrent-executions \
    adaptive-scheduler.executing.cooldown-after-rescaling \
    adaptive-scheduler.executing.resource-stabilization-timeout adaptive-scheduler.min-parallelism-increase \
    adaptive-scheduler.prefer-minimal-taskmanagers adaptive-scheduler.rescale-trigger.max-checkpoint-failures \
    adaptive-scheduler.rescale-trigger.max-delay adaptive-scheduler.resource-stabilization-timeout \
    adaptive-scheduler.resource-wait-timeout adaptive-scheduler.scaling-interval.max \
    adaptive-scheduler.scaling-interval.min adaptive-scheduler.submission.resource-stabilization-timeout \
    adaptive-scheduler.submission.resource-wait-timeout archive.fs.dir bind-host execution.attempts-history-size \
    execution.failover-strategy failure-enrichers future-pool.size io-pool.size \
    memory.enable-jvm-direct-memory-limit memory.flink.size memory.heap.size memory.jvm-metaspace.size \
    memory.jvm-overhead.fraction memory.jvm-overhead.max memory.jvm-overhead.min memory.off-heap.size \
    memory.process.size partition.hybrid.partition-data-consume-constraint partition.release-during-job-execution \
    resource-id retrieve-taskmanager-hostname rpc.address rpc.bind-port rpc.port scheduler \
    web.access-control-allow-origin web.checkpoints.history web.history web.log.path web.port web.refresh-interval \
    web.submit.enable web.tmpdir
    """,
    "jobstore": "cache-size expiration-time max-capacity type",
    "minicluster": "number-of-taskmanagers",
    "parallelism": "default",
    "pipeline": """
    auto-generate-uids auto-watermark-interval cached-files classpaths closure-cleaner-level force-avro force-kryo \
    force-kryo-avro generic-types global-job-parameters jars jobvertex-parallelism-overrides max-parallelism name \
    object-reuse operator-chaining.chain-operators-with-different-max-parallelism operator-chaining.enabled \
    serialization-config sources.pause-until-first-checkpoint vertex-description-mode \
    vertex-name-include-index-prefix watermark-alignment.allow-unaligned-source-splits \
    watermark-alignment.buffer-size
    """,
    "process": "jobmanager.working-dir taskmanager.working-dir working-dir",
    "queryable-state": """
    client.network-threads enable proxy.network-threads proxy.ports proxy.query-threads server.network-threads \
    server.ports server.query-threads
    """,
    "resourcemanager": """
    job.timeout previous-worker.recovery.timeout rpc.port standalone.start-up-time start-worker.max-failure-rate \
    start-worker.retry-interval taskmanager-registration.timeout taskmanager-timeout
    """,
    "rest": """
    address async.store-duration await-leader-timeout bind-address bind-port cache.checkpoint-statistics.size \
    cache.checkpoint-statistics.timeout cache.execution-graph.timeout client.max-content-length connection-timeout \
    flamegraph.cleanup-interval flamegraph.delay-between-samples flamegraph.enabled flamegraph.num-samples \
    flamegraph.refresh-interval flamegraph.stack-depth idleness-timeout path port profiling.dir \
    profiling.duration-max profiling.enabled profiling.history-size retry.delay retry.max-attempts \
    server.max-content-length server.numThreads server.thread-priority url-prefix
    """,
    "restart-strategy": """
    exponential-delay.attempts-before-reset-backoff exponential-delay.backoff-multiplier \
    exponential-delay.initial-backoff exponential-delay.jitter-factor exponential-delay.max-backoff \
    exponential-delay.reset-backoff-threshold failure-rate.delay failure-rate.failure-rate-interval \
    failure-rate.max-failures-per-interval fixed-delay.attempts fixed-delay.delay type
    """,
    "shuffle": "",
    "slot": "idle.timeout request.max-interval request.timeout",
    "slotmanager": """
    declare-needed-resource.delay max-total-resource.cpu max-total-resource.memory min-total-resource.cpu \
    min-total-resource.memory number-of-slots.max number-of-slots.min redundant-taskmanager-num \
    requirement-check.delay taskmanager-timeout
    """,
    "slow-task-detector": """
    check-interval execution-time.baseline-lower-bound execution-time.baseline-multiplier \
    execution-time.baseline-ratio
    """,
    "task": "cancellation-interval cancellation.interval cancellation.timeout cancellation.timers.timeout",
    "taskmanager": """
    bind-host collect-sink.port cpu.cores data.bind-port data.port data.ssl.enabled debug.memory.log \
    debug.memory.log-interval debug.memory.logIntervalMs debug.memory.startLogThread host jvm-exit-on-oom \
    load-balance.mode log.path memory.flink.size memory.framework.heap.size \
    memory.framework.off-heap.batch-shuffle.size memory.framework.off-heap.size memory.jvm-metaspace.size \
    memory.jvm-overhead.fraction memory.jvm-overhead.max memory.jvm-overhead.min memory.managed.consumer-weights \
    memory.managed.fraction memory.managed.size memory.min-segment-size memory.network.fraction memory.network.max \
    memory.network.min memory.process.size memory.segment-size memory.starting-segment-size memory.task.heap.size \
    memory.task.off-heap.size net.client.connectTimeoutSec net.request-backoff.initial net.request-backoff.max \
    network.adaptive-partitioner.enabled network.adaptive-partitioner.max-traverse-size network.bind-policy \
    network.compression.codec network.detailed-metrics network.hybrid-shuffle.external-remote-tier-factory.class \
    network.hybrid-shuffle.remote.path network.memory.buffer-debloat.enabled network.memory.buffer-debloat.period \
    network.memory.buffer-debloat.samples network.memory.buffer-debloat.target \
    network.memory.buffer-debloat.threshold-percentages network.memory.buffers-request-timeout \
    network.memory.exclusive-buffers-request-timeout-ms network.memory.fraction network.memory.max \
    network.memory.min network.memory.read-buffer.required-per-gate.max network.netty.client.connectTimeoutSec \
    network.netty.client.tcp.keepCount network.netty.client.tcp.keepIdleSec network.netty.client.tcp.keepIntervalSec \
    network.partition-request-timeout network.request-backoff.initial network.request-backoff.max network.retries \
    network.sort-shuffle.min-buffers network.tcp-connection.enable-reuse-across-jobs numberOfTaskSlots \
    registration.timeout resource-id rpc.bind-port rpc.port runtime.fs-timeout runtime.fs_timeout \
    runtime.hashjoin-bloom-filters runtime.large-record-handler runtime.max-fan runtime.sort-spilling-threshold \
    slot.timeout state.local.root-dirs system-out.log.cache-upper-size system-out.log.thread-name.enabled \
    system-out.mode tmp.dirs
    """,
    "user": "artifacts.artifact-list artifacts.base-dir artifacts.http-headers artifacts.raw-http-enabled",
    "web": """
    access-control-allow-origin adaptive-scheduler.rescale-history.size cancel.enable checkpoints.history \
    exception-history-size history log.path port refresh-interval rescale.enable submit.enable timeout tmpdir \
    upload.dir
    """,
  ]
}
