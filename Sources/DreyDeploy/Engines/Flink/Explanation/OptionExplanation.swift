import DreyModel

extension OptionKey {
  /// The meaning of the key on either engine: its kind, default and owner, as ``DreyModel/OptionKey/definition`` has them.
  var explanation: ExplanationRow {
    switch self {
    case .jobGraphPath: differs(drey: "a file with a job as JSON", flink: "a file with a job that Java has serialized")
    case .singleJob: ExplanationRow(rawValue, .onlyFlink, drey: "", flink: "set by job mode: one job, then the end")
    case .executionAttached: ExplanationRow(rawValue, .onlyFlink, drey: "", flink: meaning)
    case .uploadCapacity, .sessionQueueCapacity, .submissionCapacity, .jobStoreDiskCapacity,
      .taskManagerStandardOutputJobID, .exitsWithZero:
      ExplanationRow(rawValue, .onlyDrey, drey: meaning, flink: "no such key")
    case .managedMemory:
      differs(
        drey: "what a job's state may take; default 70 % of the memory", flink: "memory for operators off the Java heap"
      )
    case .heartbeatInterval: differs(drey: meaning, flink: "a time; default 1 s, set by drey; Flink's own is 10 s")
    case .heartbeatTimeout: differs(drey: meaning, flink: "a time; default 10 s, set by drey; Flink's own is 50 s")
    case .jobStoreCacheSize: differs(drey: meaning, flink: "a whole number; default 52428800")
    case .jobStoreCapacity: differs(drey: meaning, flink: "a whole number; default 2147483647")
    case .checkpointFolder, .savepointFolder:
      differs(drey: "a folder; default: the cluster's own volume, which goes with it", flink: "a folder; no default")
    case .restartStrategy: .same(rawValue, "\(values); default exponential-delay with checkpoints, none without")
    case .runtimeMode: differs(drey: meaning, flink: "one of STREAMING, BATCH, AUTOMATIC; default STREAMING")
    case .maxParallelism: .same(rawValue, "\(values); default: derived from the parallelism, 128 at least")
    default: .same(rawValue, meaning)
    }
  }

  /// The values that users may set, or what they do instead of setting the option.
  private var meaning: String {
    if case .drey(let instead) = definition.owner { return "set by drey: \(instead)" }
    return "\(values); \(definition.fallback.map { "default \($0)" } ?? "no default")"
  }

  private var values: String {
    switch definition.kind {
    case .duration: "a time"
    case .memory: "an amount of memory"
    case .integer, .limit: "a whole number"
    case .number: "a number"
    case .folder: "a folder"
    case let kind: kind.expectation
    }
  }

  private func differs(drey: String, flink: String) -> ExplanationRow {
    ExplanationRow(rawValue, .differs, drey: drey, flink: flink)
  }
}
