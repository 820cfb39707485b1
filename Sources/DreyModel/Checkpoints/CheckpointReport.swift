/// What a subtask has to say of a checkpoint.
public enum CheckpointReport: Sendable, Codable, Equatable {
  /// Its part is on the disk, and stays whatever happens to the process.
  case acknowledged(SubtaskSnapshot)
  /// It cannot take part in this one.
  case declined(SubtaskID, checkpointID: Int, Failure)
  /// It has come to the end of its input, and waits for one more checkpoint to commit what it has prepared.
  case awaitsFinal(SubtaskID)
  /// What it was to begin from cannot be read, or is not what was written.
  case unreadable(SubtaskID, checkpointID: Int, Failure)
}

/// One subtask's part of a checkpoint.
public struct SubtaskSnapshot: Sendable, Codable, Equatable {
  public var checkpointID: Int
  public var subtask: SubtaskID
  /// nil where it has no state.
  public var file: SnapshotFile?
  /// Files of earlier checkpoints that it builds on, as they are in this one's folder, newest first; nil: none.
  public var earlier: [SnapshotFile]?
  /// Milliseconds from the first barrier to the last.
  public var alignmentDuration: Int
  /// Microseconds of the longest time that records had to wait while state was fenced or written.
  public var longestStall: Int
  /// Milliseconds from the last barrier until all was on the disk.
  public var asyncDuration: Int
  /// The ``OperatorDescription/uid``s of those operators of the chain that have state in the file; nil: it may be any.
  public var operators: [String]?
  /// The states of these operators, by uid; nil: they were not noted.
  public var states: [String: [StateSummary]]?

  public init(
    checkpointID: Int, subtask: SubtaskID, file: SnapshotFile? = nil, earlier: [SnapshotFile]? = nil,
    alignmentDuration: Int = 0, longestStall: Int = 0, asyncDuration: Int = 0, operators: [String]? = nil,
    states: [String: [StateSummary]]? = nil
  ) {
    self.checkpointID = checkpointID
    self.subtask = subtask
    self.file = file
    self.earlier = earlier
    self.alignmentDuration = alignmentDuration
    self.longestStall = longestStall
    self.asyncDuration = asyncDuration
    self.operators = operators
    self.states = states
  }

  /// All files, newest first.
  public var files: [SnapshotFile] { file.map { [$0] + (earlier ?? []) } ?? [] }
}

/// A file with one subtask's state.
public struct SnapshotFile: Sendable, Codable, Equatable {
  /// Absolute.
  public var path: String
  /// The file's length.
  public var byteCount: Int

  public init(path: String, byteCount: Int) {
    self.path = path
    self.byteCount = byteCount
  }
}
