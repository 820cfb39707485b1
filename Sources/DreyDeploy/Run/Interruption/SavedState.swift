public import DreyModel

/// What becomes of the jobs of a run that takes checkpoints when somebody interrupts it.
public enum OnInterrupt: String, Sendable, CaseIterable {
  /// Each ends with a savepoint.
  case savepoint
  /// Of each a last checkpoint is taken, and stays.
  case checkpoint
  /// They end at once, and what they did since their last checkpoint is not kept.
  case cancel
}

/// A savepoint or checkpoint that an interrupted run has left, to go on from.
public struct SavedState: Sendable, Equatable {
  public var job: JobID
  public var name: String
  public var kind: SnapshotKind
  /// As the cluster sees it.
  public var path: String
  /// The same on the machine that the target is on; nil where it is not seen there.
  public var hostPath: String?

  public init(job: JobID, name: String, kind: SnapshotKind, path: String, hostPath: String? = nil) {
    self.job = job
    self.name = name
    self.kind = kind
    self.path = path
    self.hostPath = hostPath
  }
}
