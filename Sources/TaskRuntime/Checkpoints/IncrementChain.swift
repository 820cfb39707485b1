import DreyModel

/// What a subtask's next checkpoint builds on; pure.
///
/// That is always the last checkpoint which the subtask knows to be complete: of one that is not, nobody knows whether its files
/// stay. A savepoint is neither built on, nor does it build on anything.
struct IncrementChain: Sendable {
  /// Files that build on each other, at most, beside the first. A recovery reads all of them.
  static let maximumIncrements = 8

  /// Those of the last complete checkpoint, newest first; empty where there is none to build on.
  private(set) var files: [SnapshotFile] = []
  /// The checkpoint whose states were fenced last, until it is complete. Only that one can be built on: states know what has
  /// changed since the last fence, and since the last complete checkpoint.
  var fenced: Int?

  /// The files to build on, newest first; empty: the next checkpoint has to show all.
  ///
  /// All is written again when there are many files, or they hold half as much again as the first of them.
  var base: [SnapshotFile] {
    guard let first = files.last, files.count <= Self.maximumIncrements else { return [] }
    let increments = files.dropLast().reduce(0) { $0 + $1.byteCount }
    return increments <= first.byteCount / 2 ? files : []
  }

  /// The checkpoint that was fenced last is complete.
  /// - Parameter files: those of the subtask, newest first; empty where nothing can build on them.
  mutating func completed(files: [SnapshotFile]) {
    fenced = nil
    self.files = files
  }
}
