import DreyModel

/// The completed checkpoints that a job can go on from.
struct RetainedCheckpoints: Sendable {
  /// One of them.
  struct Entry: Sendable, Equatable {
    var checkpoint: CompletedCheckpoint
    var operators: [String: OperatorSnapshot]
    /// The job wrote it, and may delete it.
    var isOwned: Bool
    /// A subtask could not read it.
    var isUnreadable = false
  }

  /// Regular ones that are kept.
  let limit: Int
  /// Oldest first.
  private(set) var entries: [Entry] = []
  /// A newer one was complete, and cannot be used: what was committed for it is done again.
  private(set) var isFallback = false

  init(limit: Int) { self.limit = max(1, limit) }

  /// What the next attempt begins from.
  var latest: Entry? { entries.last { !$0.isUnreadable } }
  /// There were some, and none is left.
  var areAllUnreadable: Bool { !entries.isEmpty && latest == nil }
  /// Newest first.
  var checkpoints: [CompletedCheckpoint] { entries.filter { !$0.isUnreadable }.reversed().map(\.checkpoint) }
  /// Folders of those that the job wrote for itself.
  var ownedFolders: [String] { entries.filter(\.isOwned).map(\.checkpoint.path) }

  /// Takes in those of before, oldest first.
  mutating func begin(with earlier: [Entry], isFallback: Bool) {
    entries = earlier.suffix(limit)
    self.isFallback = isFallback
  }

  /// Takes in a new one, the newest.
  /// - Returns: those that give way to it.
  mutating func add(_ entry: Entry) -> [CompletedCheckpoint] {
    entries.append(entry)
    isFallback = false
    var dropped: [CompletedCheckpoint] = []
    while entries.filter({ !$0.isUnreadable }).count > limit, let first = entries.first {
      entries.removeFirst()
      if first.isOwned { dropped.append(first.checkpoint) }
    }
    // What cannot be read is of no use beside one that is newer.
    for each in entries where each.isUnreadable && each.isOwned { dropped.append(each.checkpoint) }
    entries.removeAll(where: \.isUnreadable)
    return dropped
  }

  mutating func markUnreadable(_ id: Int) {
    for index in entries.indices where entries[index].checkpoint.id == id {
      entries[index].isUnreadable = true
      isFallback = true
    }
  }
}
