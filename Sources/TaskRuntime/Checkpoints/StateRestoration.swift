import DreyModel
import StreamRecords

/// Brings back what the subtasks of an earlier attempt left, whatever the number of those and of today's.
final class StateRestoration {
  private let restored: RestoredState?
  private let index: Int
  private let parallelism: Int
  private let maxParallelism: Int
  private var readers: [String: SnapshotFileReader] = [:]
  /// The names of states that were taken over, by uid.
  private var taken: [String: Set<String>] = [:]

  init(_ restored: RestoredState?, index: Int, parallelism: Int, maxParallelism: Int) {
    self.restored = restored
    self.index = index
    self.parallelism = parallelism
    self.maxParallelism = maxParallelism
  }

  /// Hands a state the pieces that belong to this subtask.
  /// - Throws: ``SnapshotDamage`` where a file cannot be read; what the state throws.
  func restore(_ state: any SnapshotState, of uid: String) throws {
    guard let snapshot = restored?.operators[uid] else { return }
    try checkType(of: state, in: snapshot, uid)
    taken[uid, default: []].insert(state.name)
    let owned = OwnedKeyGroups(index: index, parallelism: parallelism, maxParallelism: maxParallelism)
    var dealt = 0
    for part in parts(of: snapshot, for: state.distribution) {
      try forEachPiece(of: state, snapshot.storedUID ?? uid, in: part) { bytes in
        defer { dealt += 1 }
        guard !isDealt(snapshot, state.distribution) || dealt % parallelism == index else { return }
        guard state.distribution != .own || snapshot.parts.count == parallelism else {
          throw refusal(of: uid, parallelismThen: snapshot.parts.count)
        }
        try state.restore(from: &bytes, owned: owned)
      }
    }
    try state.endRestore()
  }

  /// Calls `body` with what a subtask left of a state, from the newest of its files to the oldest.
  private func forEachPiece(
    of state: any SnapshotState, _ uid: String, in part: OperatorSnapshot.Part,
    _ body: (inout ByteReader) throws -> Void
  ) throws {
    // What has come to its end has nothing left to say.
    guard !part.isFinished else { return }
    var shown = ShownBlocks()
    for (age, file) in part.files.enumerated() {
      let reader = try reader(file)
      let places = reader.states.indices.filter { reader.states[$0].uid == uid && reader.states[$0].name == state.name }
      for place in places {
        try reader.forEachPiece(of: place) { bytes, block in
          if shown.show(block, isNewest: age == 0) { try body(&bytes) }
        }
      }
      // Other states than keyed ones are written as a whole each time.
      if state.distribution != .keyed { break }
    }
  }

  /// Whether pieces have to be dealt one after the other, since there are more or fewer subtasks than there were.
  private func isDealt(_ snapshot: OperatorSnapshot, _ distribution: StateDistribution) -> Bool {
    distribution == .split && snapshot.parts.count != parallelism
  }

  private func parts(
    of snapshot: OperatorSnapshot, for distribution: StateDistribution
  ) -> [OperatorSnapshot.Part] {
    let count = snapshot.parts.count
    guard count > 0 else { return [] }
    switch distribution {
    case .keyed:
      let own = OwnedKeyGroups(index: index, parallelism: parallelism, maxParallelism: maxParallelism)
      return snapshot.parts.indices.filter {
        own.overlaps(OwnedKeyGroups(index: $0, parallelism: count, maxParallelism: maxParallelism))
      }.map { snapshot.parts[$0] }
    case .split, .own: return count == parallelism ? [snapshot.parts[index]] : snapshot.parts
    case .union: return snapshot.parts
    case .broadcast:
      // All of them say the same, but for those that were at their end.
      let telling = snapshot.parts.filter { $0.file != nil && !$0.isFinished }
      return telling.isEmpty ? [] : [telling[index % telling.count]]
    }
  }

  private func refusal(of uid: String, parallelismThen: Int) -> Failure {
    Failure(
      .usage,
      "the checkpoint holds records that were on their way to \(parallelismThen) subtasks of '\(uid)', of which there"
        + " are \(parallelism) now",
      advice: "Keep the parallelism, or go on from a savepoint: those hold no such records.", isPermanent: true)
  }

  private func checkType(
    of state: any SnapshotState, in snapshot: OperatorSnapshot, _ uid: String
  ) throws(Failure) {
    guard let type = state.type, let before = snapshot.states?.first(where: { $0.name == state.name }),
      before.type != type, before.count > 0
    else { return }
    throw Failure(
      .usage, "the state '\(state.name)' of '\(uid)' holds \(before.type), where the job has \(type) now",
      advice: "Give the state or the operator another name or uid, so that it begins anew, or the types that it had.",
      isPermanent: true)
  }

  /// Checks that an operator has taken over all that was left of it.
  /// - Parameter later: the name of a state that is taken over only when the subtask runs.
  /// - Throws: ``Failure`` that names the state that it does not have any more.
  func checkTaken(by uid: String, later: String? = nil) throws(Failure) {
    guard restored?.ignoresUnclaimed != true, let snapshot = restored?.operators[uid] else { return }
    let left = (snapshot.states ?? []).first {
      $0.count > 0 && $0.name != later && taken[uid]?.contains($0.name) != true
    }
    guard let left else { return }
    throw Failure(
      .usage, "the operator '\(uid)' has no state '\(left.name)' any more, of which there are \(left.count) entries",
      advice: "Give the state the name that it had, or leave it out with"
        + " \(OptionKey.ignoreUnclaimedState.rawValue)=true (--allow-non-restored-state).", isPermanent: true)
  }

  private func reader(_ file: SnapshotFile) throws(SnapshotDamage) -> SnapshotFileReader {
    if let known = readers[file.path] { return known }
    let reader = try SnapshotFileReader(file)
    readers[file.path] = reader
    return reader
  }

  /// Closes the files.
  func end() { readers = [:] }
}
