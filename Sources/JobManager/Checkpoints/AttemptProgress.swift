import DreyModel

/// What the ``CheckpointCoordinator`` knows of an attempt, once all of it runs. Times are milliseconds.
struct AttemptProgress: Sendable {
  /// Whether a subtask that waits for a last checkpoint is helped by the one under way.
  enum Wait: Sendable, Equatable {
    case uncovered
    /// It commits with this one.
    case covered(by: Int)
  }

  var runningSources: Set<SubtaskID>
  var finished: Set<SubtaskID>
  var awaiting: [SubtaskID: Wait] = [:]
  /// nil: no checkpoints are taken regularly.
  var nextPeriodic: Int?
  /// A last checkpoint that failed is tried again after a while.
  var nextFinal = Int.min
  /// Checkpoints under way lack a subtask whose input has ended, so that no barrier comes to it any more; if it has
  /// not acknowledged them until then either, it never will.
  var stall: Stall?

  /// See ``stall``.
  struct Stall: Sendable, Equatable {
    /// Of the last of these checkpoints.
    var id: Int
    var subtask: SubtaskID
    var until: Int
  }

  var isFinalWanted: Bool { awaiting.values.contains(.uncovered) }

  /// A checkpoint is complete.
  mutating func completed(_ id: Int) {
    for (subtask, wait) in awaiting where wait == .covered(by: id) { awaiting[subtask] = nil }
  }

  /// A checkpoint is not to be.
  mutating func aborted(_ id: Int) {
    for (subtask, wait) in awaiting where wait == .covered(by: id) { awaiting[subtask] = .uncovered }
  }
}
