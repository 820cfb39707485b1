import DreyModel

/// The archives of ended jobs that were written or read last, within a number of bytes.
struct ArchiveCache: Sendable {
  private let capacity: Int
  private var entries: [JobID: (archive: JobArchive, bytes: Int)] = [:]
  /// Those used last are at the end.
  private var order: [JobID] = []
  private(set) var bytes = 0

  init(capacity: Int) { self.capacity = capacity }

  /// Returns an archive if it is here, which counts as a use.
  mutating func archive(of id: JobID) -> JobArchive? {
    guard let entry = entries[id] else { return nil }
    order.removeAll { $0 == id }
    order.append(id)
    return entry.archive
  }

  /// Adds an archive, and removes those that were not used for longest until all fit. One that is larger than the cache is
  /// not added.
  /// - Parameter bytes: what the archive has on the disk.
  mutating func add(_ archive: JobArchive, bytes: Int) {
    remove(archive.id)
    guard bytes <= capacity else { return }
    entries[archive.id] = (archive, bytes)
    order.append(archive.id)
    self.bytes += bytes
    while self.bytes > capacity, let oldest = order.first { remove(oldest) }
  }

  mutating func remove(_ id: JobID) {
    guard let entry = entries.removeValue(forKey: id) else { return }
    bytes -= entry.bytes
    order.removeAll { $0 == id }
  }
}
