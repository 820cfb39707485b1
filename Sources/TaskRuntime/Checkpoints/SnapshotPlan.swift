import DreyModel

/// What a subtask's snapshot is written as.
enum SnapshotPlan: Sendable, Equatable {
  /// On its own, for ever.
  case whole
  /// Such that later ones can build on it.
  case base
  /// As what has changed since earlier files, newest first, which are in its folder already.
  case increment([SnapshotFile])

  var extent: SnapshotExtent {
    switch self {
    case .whole: .whole
    case .base: .base
    case .increment: .changes
    }
  }

  /// nil: it does not build on any.
  var earlier: [SnapshotFile]? { if case .increment(let files) = self { files } else { nil } }

  /// Of the file's format. What an older release can read is written for it.
  var version: UInt32 { self == .whole ? SnapshotFormat.plainVersion : SnapshotFormat.version }

  /// - Parameter token: tells the attempt's files from those of others.
  func fileName(_ subtask: SubtaskID, _ token: String, _ checkpointID: Int) -> String {
    let name = "\(subtask.vertex)-\(subtask.index)-\(token)"
    // It comes to be in the same folder as later ones.
    return self == .whole ? "\(name).state" : "\(name)-\(checkpointID).state"
  }
}
