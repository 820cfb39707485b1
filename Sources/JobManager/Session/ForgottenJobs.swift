import DreyModel

/// The ids of jobs whose results are no longer kept, so that even a very late repetition does not run again.
struct ForgottenJobs: Sendable {
  private let capacity: Int
  private var ids: Set<JobID> = []
  /// A ring: where it is full, the next one takes the place of the oldest.
  private var ring: [JobID] = []
  private var next = 0

  /// - Parameter capacity: at least 1.
  init(capacity: Int = 10_000) { self.capacity = max(1, capacity) }

  func contains(_ id: JobID) -> Bool { ids.contains(id) }

  mutating func add(_ id: JobID) {
    guard ids.insert(id).inserted else { return }
    guard ring.count == capacity else { return ring.append(id) }
    ids.remove(ring[next])
    ring[next] = id
    next = (next + 1) % capacity
  }
}
