import DreyModel

/// The ended jobs that a JobManager knows, within the bounds of `jobstore.*`. The oldest ones go first.
struct EndedJobs: Sendable {
  /// An ended job and what the JobManager notes about it.
  struct Entry: Sendable {
    var job: EndedJob
    /// In the order of submission.
    var number: Int
    /// Bytes on the disk; 0 until the job has been written.
    var bytes = 0
    /// Whether `main()` was told how the job ended.
    var isDelivered = false
    /// Whether the job ended under a JobManager before this one, and `main()` has not executed it again yet.
    var isInherited = false
  }

  private let limits: JobStoreLimits
  private var entries: [JobID: Entry] = [:]
  /// In the order in which the jobs ended.
  private var order: [JobID] = []
  private(set) var bytes = 0
  private var counts: [JobStatus: Int] = [:]

  init(_ limits: JobStoreLimits) { self.limits = limits }

  subscript(id: JobID) -> Entry? { entries[id] }

  var all: [Entry] { order.compactMap { entries[$0] } }

  func count(_ status: JobStatus) -> Int { counts[status] ?? 0 }

  /// Returns the job of this call of `execute`, if it has ended.
  func job(executionIndex index: Int) -> Entry? { entries.values.first { $0.job.executionIndex == index } }

  mutating func add(_ entry: Entry) {
    guard entries[entry.job.id] == nil else { return }
    entries[entry.job.id] = entry
    order.append(entry.job.id)
    bytes += entry.bytes
    counts[entry.job.status, default: 0] += 1
  }

  /// Notes how many bytes a job has on the disk.
  mutating func written(_ id: JobID, bytes: Int) {
    guard let known = entries[id] else { return }
    self.bytes += bytes - known.bytes
    entries[id]?.bytes = bytes
  }

  /// Notes that `main()` has executed a job again that ended under a JobManager before this one.
  mutating func claimed(_ id: JobID, isDelivered: Bool) {
    entries[id]?.isDelivered = isDelivered
    entries[id]?.isInherited = false
  }

  /// Removes the oldest jobs that are beyond a bound.
  /// - Parameters:
  ///   - now: in milliseconds since 1970.
  ///   - needed: jobs that stay, since a job that has not ended refers to their results.
  /// - Returns: the jobs that were removed.
  mutating func removeOld(at now: Int, needed: Set<JobID>) -> [JobID] {
    var removed: [JobID] = []
    for id in order {
      guard let entry = entries[id] else { continue }
      let isExpired = now - entry.job.summary.endTime > limits.expiration
      guard isExpired || entries.count > limits.count || bytes > limits.diskCapacity else { break }
      guard !needed.contains(id) else { continue }
      remove(entry)
      removed.append(id)
    }
    if !removed.isEmpty { order.removeAll { entries[$0] == nil } }
    return removed
  }

  private mutating func remove(_ entry: Entry) {
    entries[entry.job.id] = nil
    bytes -= entry.bytes
    counts[entry.job.status, default: 0] -= 1
  }
}
