/// The snapshot that an attempt begins from, as far as workers need it.
public struct RestoredState: Sendable, Codable, Equatable {
  /// Of the checkpoint or savepoint.
  public var checkpointID: Int
  /// The state of each operator that has some, under the operator's ``OperatorDescription/uid``.
  public var operators: [String: OperatorSnapshot]
  /// A later checkpoint of the same job was completed and cannot be used: what was committed for it has to be taken back.
  public var isFallback: Bool
  /// Whether state that nothing takes is left out instead of refused; nil: it is refused.
  public var ignoresUnclaimed: Bool?

  public init(
    checkpointID: Int, operators: [String: OperatorSnapshot], isFallback: Bool = false, ignoresUnclaimed: Bool? = nil
  ) {
    self.checkpointID = checkpointID
    self.operators = operators
    self.isFallback = isFallback
    self.ignoresUnclaimed = ignoresUnclaimed
  }
}

/// One operator's state in a snapshot. Operators of a chain share files.
public struct OperatorSnapshot: Sendable, Codable, Equatable {
  /// What one subtask left.
  public struct Part: Sendable, Codable, Equatable {
    /// nil where it had no state.
    public var file: SnapshotFile?
    /// Those that ``file`` builds on, newest first; nil: none.
    public var earlier: [SnapshotFile]?
    /// It had come to the end of its input before the snapshot: nothing of what it did is to be repeated.
    public var isFinished: Bool

    public init(file: SnapshotFile? = nil, earlier: [SnapshotFile]? = nil, isFinished: Bool = false) {
      self.file = file
      self.earlier = earlier
      self.isFinished = isFinished
    }

    /// All files, newest first.
    public var files: [SnapshotFile] { file.map { [$0] + (earlier ?? []) } ?? [] }
  }

  /// The number of key groups.
  public var maxParallelism: Int
  /// In the order of the subtasks.
  public var parts: [Part]
  /// Its states; nil: it was written by a release that did not note them.
  public var states: [StateSummary]?
  /// The uid that the files say, where the operator has another one now.
  public var storedUID: String?
  /// Whether it is a source: one that nobody takes over would be read again. nil: not noted.
  public var isSource: Bool?

  public init(maxParallelism: Int, parts: [Part], states: [StateSummary]? = nil, isSource: Bool? = nil) {
    self.maxParallelism = maxParallelism
    self.parts = parts
    self.states = states
    self.isSource = isSource
  }
}
