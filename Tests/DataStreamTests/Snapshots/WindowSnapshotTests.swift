import Testing

@testable import DataStream
@testable import TaskRuntime

/// Windows and joins that are restored from snapshots, into as many subtasks or others.
@Suite(.timeLimit(.minutes(2))) struct WindowSnapshotTests {
  private func output<Triggering: Trigger<Event>>(
    _ windows: WindowCase, _ trigger: Triggering, _ context: OperatorContext, _ next: Output<String>,
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
      EventList(isCommutative: windows.isCommutative), key: { $0.key },
      { key, window, events, out in out.emit("\(key) \(window) \(events.map(\.value).sorted())") }, context, next: next,
      late: late)
  }

  private func output(
    _ windows: WindowCase, _ context: OperatorContext, _ next: Output<String>, _ late: EmitterCell<Event>
  ) throws -> Output<Event> {
    switch (windows.rule, windows.purges) {
    case (.atEnd, false):
      try output(windows, DefaultTrigger(windows.assigner().time), context, next, late)
    case (.atEnd, true):
      try output(windows, PurgingTrigger(of: EventTimeTrigger()), context, next, late)
    case (.count(let count), false):
      try output(windows, CountTrigger(of: count), context, next, late)
    case (.count(let count), true):
      try output(windows, PurgingTrigger(of: CountTrigger(of: count)), context, next, late)
    case (.regularly(let interval), _):
      try output(
        windows, ContinuousEventTimeTrigger(of: .milliseconds(interval)), context, next, late)
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

  @Test func windowsThatAreKeptInOrder() throws {
    for seed in RandomCases.seeds(25) {
      var random = SeededGenerator(seed: ~seed)
      var windows = WindowCase(using: &random)
      windows.isCommutative = false
      try SnapshotComparison { [try output(windows, $0, $1, $2)] }.run(seed: seed)
    }
  }

  /// Earlier releases kept by pane what is kept by window now.
  @Test func panesThatAreKeptAsWindowsNow() throws {
    for seed in RandomCases.seeds(25) {
      var random = SeededGenerator(seed: ~seed)
      let windows = WindowCase(using: &random)
      var inOrder = windows
      inOrder.isCommutative = false
      let restored = inOrder
      try SnapshotComparison(buildRestored: { [try output(restored, $0, $1, $2)] }) {
        [try output(windows, $0, $1, $2)]
      }.run(seed: seed)
    }
  }

  @Test func windowsThatWereKeptInOrderAreNoPanes() throws {
    var random = SeededGenerator(seed: 1)
    var windows = WindowCase(using: &random)
    (windows.size, windows.slide, windows.offset, windows.isCommutative) = (10, 5, 0, false)
    let snapshot = try snapshot(of: Event(key: 1, time: 7, value: 1), windows)
    windows.isCommutative = true
    #expect(throws: WindowFailures.commutative()) {
      _ = try OperatorDouble(0, of: 1, from: [snapshot]) { [try output(windows, $0, $1, $2)] }
    }
  }

  @Test func whatWasKeptInBatchModeIsRefusedInStreamingMode() throws {
    var random = SeededGenerator(seed: 1)
    var windows = WindowCase(using: &random)
    (windows.size, windows.slide, windows.offset, windows.isCommutative) = (10, 5, 0, false)
    let snapshot = try snapshot(of: Event(key: 1, time: 7, value: 1), windows, mode: .batch)
    #expect(throws: BatchFailures.savedInBatchMode()) {
      _ = try OperatorDouble(0, of: 1, from: [snapshot]) { [try output(windows, $0, $1, $2)] }
    }
  }

  private func snapshot(
    of event: Event, _ windows: WindowCase, mode: RuntimeExecutionMode = .streaming
  ) throws -> TestSnapshot {
    let old = try OperatorDouble(0, of: 1, mode: mode) { [try output(windows, $0, $1, $2)] }
    try old.take(event, input: 0)
    let snapshot = TestSnapshot()
    try snapshot.begin(old.registry.states)
    try snapshot.end()
    return snapshot
  }

  @Test func recordsThatWereDroppedBeforeARestartCountOnce() throws {
    var random = SeededGenerator(seed: 1)
    var windows = WindowCase(using: &random)
    (windows.size, windows.slide, windows.offset, windows.lateness) = (10, 10, 0, 0)
    func dropping(_ events: [Event], from parts: [TestSnapshot] = []) throws -> (OperatorDouble, TestSnapshot) {
      let double = try OperatorDouble(0, of: 1, from: parts) { context, next, _ in
        [
          try WindowDefinition(windows.assigner(), trigger: DefaultTrigger<Event>(.event)).output(
            CountAggregate<Event>(), key: { $0.key }, { $3.emit("\($2)") }, context, next: next, late: nil)
        ]
      }
      try double.advance(to: 100)
      for event in events { try double.take(event, input: 0) }
      let snapshot = TestSnapshot()
      try snapshot.begin(double.registry.states)
      try snapshot.end()
      return (double, snapshot)
    }
    let late = (0..<3).map { Event(key: 1, time: $0, value: $0) }
    let (first, snapshot) = try dropping(late)
    #expect(first.subtask.monitor.progress.metrics.lateRecordsDropped == 3)
    let (second, _) = try dropping([late[0]], from: [snapshot])
    #expect(second.subtask.monitor.progress.metrics.lateRecordsDropped == 4)
    #expect(second.subtask.monitor.progress.accumulators == ["Test.numLateRecordsDropped": .longCounter(4)])
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
