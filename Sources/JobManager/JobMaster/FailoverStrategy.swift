/// What of a job begins anew after a failure; Flink's `jobmanager.execution.failover-strategy`.
enum FailoverStrategy: String, Sendable, CaseIterable {
  /// What exchanges records with what failed, or shares a process with it.
  case region = "region"
  /// All of it.
  case full = "full"
}
