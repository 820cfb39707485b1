import Testing

@testable import DataStream
@testable import TaskRuntime

/// Windows and joins that are restored from snapshots, into as many subtasks or others.
@Suite(.timeLimit(.minutes(2))) struct WindowSnapshotTests {
  private func output<Triggering: Trigger<Event>>(
    _ windows: WindowCase, _ trigger: Triggering, inOrder: Bool, _ context: OperatorContext, _ next: Output<String>,
    _ late: EmitterCell<Event>
  ) throws -> Output<Event> {
    var definition = WindowDefinition(windows.assigner(), trigger: trigger)
    definition.lateness = windows.lateness
    switch windows.eviction {
    case .count(let count): definition.evictor = CountEvictor(of: count, doEvictAfter: windows.evictsAfter)
    case .time(let span): definition.evictor = TimeEvictor(of: .milliseconds(span), doEvictAfter: windows.evictsAfter)
    case nil: break
    }
    return try definition.output(
      ListAggregate<Event>(), key: { $0.key }, inOrder: inOrder,
      { key, window, events, out in out.emit("\(key) \(window) \(events.map(\.value).sorted())") }, context, next: next,
      late: late)
  }

  private func output(
    _ windows: WindowCase, _ context: OperatorContext, _ next: Output<String>, _ late: EmitterCell<Event>
  ) throws -> Output<Event> {
    switch (windows.rule, windows.purges) {
    case (.atEnd, false):
      try output(windows, DefaultTrigger(windows.assigner().time), inOrder: false, context, next, late)
    case (.atEnd, true):
      try output(windows, PurgingTrigger(of: EventTimeTrigger()), inOrder: false, context, next, late)
    case (.count(let count), false):
      try output(windows, CountTrigger(of: count), inOrder: false, context, next, late)
    case (.count(let count), true):
      try output(windows, PurgingTrigger(of: CountTrigger(of: count)), inOrder: false, context, next, late)
    case (.regularly(let interval), _):
      try output(
        windows, ContinuousEventTimeTrigger(of: .milliseconds(interval)), inOrder: false, context, next, late)
    }
  }

  @Test func windowsOfAnyKind() throws {
    for seed in RandomCases.seeds(25) {
      var random = SeededGenerator(seed: ~seed)
      let windows = WindowCase.any(using: &random)
      try SnapshotComparison { [try output(windows, $0, $1, $2)] }.run(seed: seed)
    }
  }

  @Test func panes() throws {
    for seed in RandomCases.seeds(25) {
      var random = SeededGenerator(seed: ~seed)
      let windows = WindowCase(using: &random)
      try SnapshotComparison { [try output(windows, $0, $1, $2)] }.run(seed: seed)
    }
  }

  @Test func intervalJoins() throws {
    for seed in RandomCases.seeds(25) {
      var random = SeededGenerator(seed: ~seed)
      let lower = Int.random(in: -30...30, using: &random)
      let upper = lower + Int.random(in: 0...40, using: &random)
      try SnapshotComparison { context, next, _ in
        let (first, second) = try IntervalJoin<Event, Event, Int>.Bounded.outputs(
          lower: lower, upper: upper, keys: ({ $0.key }, { $0.key }),
          { $2.emit("\($0.key) \($0.value) \($1.value)") }, context, next: next)
        return [first, second]
      }.run(seed: seed)
    }
  }

  @Test func otherWindowsThanThoseThatWereLeft() throws {
    var random = SeededGenerator(seed: 1)
    var windows = WindowCase(using: &random)
    (windows.size, windows.slide, windows.offset, windows.rule) = (10, 10, 0, .atEnd)
    let old = try OperatorDouble(0, of: 1) { [try output(windows, $0, $1, $2)] }
    try old.take(Event(key: 1, time: 7, value: 1), input: 0)
    let snapshot = TestSnapshot()
    try snapshot.begin(old.registry.states)
    try snapshot.end()
    windows.size = 20
    windows.slide = 20
    #expect(throws: WindowFailures.changed()) {
      _ = try OperatorDouble(0, of: 1, from: [snapshot]) { [try output(windows, $0, $1, $2)] }
    }
  }
}
