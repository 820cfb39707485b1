import DreyModel

/// Decides which artifacts of a cache are removed: those that nobody uses, the least recently used ones first.
struct ArtifactUsage {
  private struct Entry {
    var users = 0
    var lastUse: Int
  }

  /// The bytes that artifacts may take which nobody uses; the one that was used last stays whatever it takes.
  private let limit: Int
  private var entries: [Artifact: Entry] = [:]
  private var uses = 0

  init(limit: Int) { self.limit = limit }

  /// Takes note of one that is there.
  mutating func found(_ artifact: Artifact) {
    guard entries[artifact] == nil else { return }
    entries[artifact] = Entry(lastUse: next())
  }

  /// Takes note of one more user.
  mutating func take(_ artifact: Artifact) {
    let users = entries[artifact]?.users ?? 0
    entries[artifact] = Entry(users: users + 1, lastUse: next())
  }

  /// Takes note that a user has gone.
  mutating func release(_ artifact: Artifact) {
    guard let users = entries[artifact]?.users, users > 0 else { return }
    entries[artifact] = Entry(users: users - 1, lastUse: next())
  }

  /// Forgets those that are too much.
  /// - Parameter isFull: whether the disk is: then nothing stays that is not used.
  /// - Returns: what is to be removed.
  mutating func removeSuperfluous(isFull: Bool = false) -> [Artifact] {
    let unused = entries.filter { $0.value.users == 0 }.sorted { $0.value.lastUse > $1.value.lastUse }.map(\.key)
    var size = 0
    var superfluous: [Artifact] = []
    for (index, artifact) in unused.enumerated() {
      size += artifact.size
      if isFull || index > 0 && size > limit { superfluous.append(artifact) }
    }
    for artifact in superfluous { entries[artifact] = nil }
    return superfluous
  }

  private mutating func next() -> Int {
    uses += 1
    return uses
  }
}
