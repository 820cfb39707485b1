/// The slots that registered TaskManagers offer, and which job has them.
struct SlotPool: Sendable, Equatable {
  private struct TaskManager: Sendable, Equatable {
    var slots: Int
    var taken: [String: Int] = [:]
    var free: Int { slots - taken.values.reduce(0, +) }
  }
  private var taskManagers: [String: TaskManager] = [:]

  /// TaskManagers that are registered.
  var count: Int { taskManagers.count }
  /// All slots, free or not.
  var total: Int { taskManagers.values.map(\.slots).reduce(0, +) }
  /// Slots that no job has.
  var available: Int { available(avoiding: []) }

  /// Slots that no job has, of all but these TaskManagers.
  func available(avoiding avoided: Set<String>) -> Int {
    taskManagers.filter { !avoided.contains($0.key) }.values.map(\.free).reduce(0, +)
  }

  /// The jobs that have slots of a TaskManager, and how many.
  func jobs(on id: String) -> [String: Int] { taskManagers[id]?.taken ?? [:] }

  /// A TaskManager of the same name must have been removed before.
  mutating func add(_ id: String, slots: Int) { taskManagers[id] = TaskManager(slots: max(0, slots)) }

  mutating func remove(_ id: String) { taskManagers[id] = nil }

  /// Takes slots for a job, all or none.
  ///
  /// They are spread evenly: each comes from the TaskManager with the fewest slots taken; among equals the first by
  /// name.
  /// - Parameter avoided: TaskManagers that none may come from.
  /// - Returns: for each slot the TaskManager that offers it; nil where there are not enough.
  mutating func allocate(_ count: Int, for job: String, avoiding avoided: Set<String> = []) -> [String]? {
    guard count <= available(avoiding: avoided) else { return nil }
    var slots: [String] = []
    while slots.count < count {
      let candidates = taskManagers.filter { $0.value.free > 0 && !avoided.contains($0.key) }
      let next = candidates.min { ($0.value.slots - $0.value.free, $0.key) < ($1.value.slots - $1.value.free, $1.key) }
      guard let next else { return nil }
      taskManagers[next.key]?.taken[job, default: 0] += 1
      slots.append(next.key)
    }
    return slots
  }

  /// Gives back what a job has, but for so many slots of these TaskManagers.
  mutating func release(_ job: String, keeping kept: [String: Int] = [:]) {
    for id in taskManagers.keys {
      guard let taken = taskManagers[id]?.taken[job] else { continue }
      taskManagers[id]?.taken[job] = kept[id].map { min($0, taken) }
    }
  }
}
