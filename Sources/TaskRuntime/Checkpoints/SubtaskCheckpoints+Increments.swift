import DreyModel

// Checkpoints that build on others.
extension SubtaskCheckpoints {
  /// What a snapshot is written as. Where it is to build on earlier files, these are in its folder then; where that is not
  /// possible it shows all.
  func plan(_ trigger: CheckpointTrigger) -> SnapshotPlan {
    guard setup.mode?.isIncremental == true, trigger.kind == .checkpoint else { return .whole }
    let base = chain.base
    guard !base.isEmpty, let earlier = SnapshotLinks.make(base, in: trigger.folder) else { return .base }
    return .increment(earlier)
  }

  /// Fences the states of a snapshot.
  func fence(_ snapshot: ActiveSnapshot) throws {
    // From now on, even if it does not succeed, the states know of this fence only.
    if snapshot.plan != .whole { (chain.fenced, foundation) = (snapshot.trigger.id, nil) }
    try snapshot.fence()
    if snapshot.plan != .whole { foundation = snapshot.foundation }
  }

  /// A checkpoint is complete.
  func completed(_ id: Int) throws {
    if chain.fenced == id {
      chain.completed(files: foundation?.files ?? [])
      foundation = nil
      for each in states { each.state.confirmSnapshot() }
    }
    for handler in completionHandlers { try handler(id) }
  }
}

/// A snapshot that others can build on, once its checkpoint is complete.
struct SnapshotFoundation {
  let writing: SnapshotWriting
  /// What it builds on itself, newest first.
  let earlier: [SnapshotFile]

  /// All files, newest first; blocks until they are on the disk.
  var files: [SnapshotFile] { writing.file.map { [$0] + earlier } ?? [] }
}
