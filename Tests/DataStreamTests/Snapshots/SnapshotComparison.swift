import Testing

@testable import DataStream
@testable import TaskRuntime

/// Holds an operator that is restored from a snapshot against one that nothing happened to.
struct SnapshotComparison {
  /// Whether every subtask gets what comes to the last input.
  var broadcastsLastInput = false
  /// Makes those that are restored; nil: as the others.
  var buildRestored: OperatorDouble.Build?
  let build: OperatorDouble.Build

  /// Subtasks get random events. Amidst of them they begin a snapshot, and go on while it is written; then as many others
  /// as there happen to be begin from there, with all events that came after it.
  func run(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let events = [Event].random(
      count: .random(in: 0...120, using: &random), keys: .random(in: 1...40, using: &random),
      disorder: .random(in: 0...60, using: &random), using: &random)
    let whole = try subtasks(1)
    try feed(events, to: whole)
    try end(whole)

    let fence = Int.random(in: 0...events.count, using: &random)
    let before = try subtasks(.random(in: 1...3, using: &random))
    try feed(events[..<fence], to: before)
    var results = before.flatMap(\.results)
    let parts = try snapshot(before, meanwhile: events[fence...], &random)
    let after = try subtasks(.random(in: 1...3, using: &random), from: parts)
    try feed(events[fence...], to: after)
    try end(after)
    results += after.flatMap(\.results)
    #expect(results.sorted() == whole.flatMap(\.results).sorted(), "DREY_TEST_SEED=\(seed)")
  }

  private func subtasks(_ count: Int, from parts: [TestSnapshot] = []) throws -> [OperatorDouble] {
    try (0..<count).map {
      try OperatorDouble($0, of: count, from: parts, parts.isEmpty ? build : buildRestored ?? build)
    }
  }

  private func feed(_ events: some Sequence<Event>, to subtasks: [OperatorDouble]) throws {
    for event in events { try feed(event, to: subtasks) }
  }

  private func feed(_ event: Event, to subtasks: [OperatorDouble]) throws {
    for subtask in subtasks {
      if broadcastsLastInput, event.value % 5 == 0 {
        try subtask.takeBroadcast(event)
      } else if subtask.owns(event) {
        try subtask.take(event, input: broadcastsLastInput ? 0 : event.value % 2)
      }
      if let watermark = event.watermark { try subtask.advance(to: watermark) }
    }
  }

  private func end(_ subtasks: [OperatorDouble]) throws { for subtask in subtasks { try subtask.advance(to: .max) } }

  private func snapshot(
    _ subtasks: [OperatorDouble], meanwhile events: ArraySlice<Event>, _ random: inout SeededGenerator
  ) throws -> [TestSnapshot] {
    let parts = subtasks.map { _ in TestSnapshot() }
    for (subtask, part) in zip(subtasks, parts) { try part.begin(subtask.registry.states) }
    for event in events {
      try feed(event, to: subtasks)
      for part in parts where Int.random(in: 0..<6, using: &random) == 0 { _ = try part.proceed() }
    }
    if Bool.random(using: &random) { try end(subtasks) }
    for part in parts { try part.end() }
    return parts
  }
}
