import Testing

@testable import DataStream
@testable import TaskRuntime

/// Process functions that are restored from snapshots, into as many subtasks or others.
@Suite(.timeLimit(.minutes(2))) struct ProcessSnapshotTests {
  /// Keeps state of several kinds, and tells of it when timers are due.
  private struct Remember: KeyedProcessFunction {
    let count: ValueState<Int>
    let values: ListState<Int>
    let times: MapState<Int, Int>

    init(_ context: RuntimeContext<Int>) throws {
      count = try context.getState(ValueStateDescriptor("count", default: 0))
      values = try context.getListState(ListStateDescriptor("values"))
      times = try context.getMapState(MapStateDescriptor("times", ttl: StateTtlConfig(.seconds(3600))))
    }

    func processElement(_ event: Event, _ context: KeyedContext<Int>, _ out: inout Emitter<String>) {
      count.value += 1
      times[event.value % 3] = event.time
      let timers = context.timerService
      out.emit("\(event.key) has \(count.value) until \(timers.currentWatermark)")
      if event.value % 4 == 0 { values.clear() } else { values.add(event.value) }
      if event.value % 3 == 0 { timers.deleteEventTimeTimer(event.time + 20) }
      timers.registerEventTimeTimer(event.time + 10 * (event.value % 4))
    }

    func onTimer(_ time: Int, _ context: KeyedContext<Int>, _ out: inout Emitter<String>) {
      out.emit("\(context.currentKey): \(count.value) \(values.get()) \(times.entries.sorted { $0.key < $1.key })")
      if time % 7 == 0 { count.clear() }
      if time % 5 == 0 { context.timerService.registerEventTimeTimer(time + 1) }
    }
  }

  @Test func keyedProcess() throws {
    for seed in RandomCases.seeds(25) {
      try SnapshotComparison { context, next, _ in
        let core = try ProcessCore<Int>(context)
        let driver = ProcessDriver(core, try Remember(RuntimeContext(core, context)), next: next)
        let firing = driver.firing { $0.pointee.onTimer($1, KeyedContext(core), &$2) }
        let output = Output<Event>(
          batch: { batch in
            try driver.process(batch, key: { $0.key }) {
              $0.pointee.processElement($1, KeyedContext(core), &$2)
            }
          }, signal: driver.signals(firing, next: next.signal))
        return [output]
      }.run(seed: seed)
    }
  }

  @Test func broadcastState() throws {
    for seed in RandomCases.seeds(25) {
      try SnapshotComparison(broadcastsLastInput: true) { context, next, _ in
        let core = try ProcessCore<Int>(context)
        let rules = try BroadcastState<Int, Int>(MapStateDescriptor("rules"), in: core.store)
        let cell = EmitterCell(next)
        let first = Output<Event>(
          batch: { batch in
            batch.consumeEach { cell.emitter.pointee.emit("\($0.value) \(rules[$0.key] ?? -1) \(rules.entries.count)") }
            try cell.emitter.pointee.endBatch()
          }, signal: { _ in })
        let second = Output<Event>(
          batch: { batch in
            batch.consumeEach {
              if $0.value % 25 == 0 { rules.clear() }
              rules[$0.key] = $0.value % 3 == 0 ? nil : $0.value
            }
          }, signal: { _ in })
        return [first, second]
      }.run(seed: seed)
    }
  }

  /// Timers of the machine's time wait again, those that were due in the meantime included.
  @Test func processingTimeTimers() throws {
    let build: OperatorDouble.Build = { context, next, _ in
      let core = try ProcessCore<Int>(context)
      let driver = ProcessDriver(core, 0, next: next)
      let firing = driver.firing { _, time, out in out.emit("timer of \(core.store.current.key)") }
      let output = Output<Event>(
        batch: { batch in
          try driver.process(batch, key: { $0.key }) { _, event, _ in
            core.registerProcessingTimer(at: core.clock.currentProcessingTime + event.time)
          }
        }, signal: driver.signals(firing, next: next.signal))
      return [output]
    }
    let old = try OperatorDouble(0, of: 1, build)
    for (key, delay) in [(1, 1), (2, 60), (3, 3_600_000)] {
      try old.take(Event(key: key, time: delay, value: 0), input: 0)
    }
    let snapshot = TestSnapshot()
    try snapshot.begin(old.registry.states)
    try snapshot.end()
    let new = try OperatorDouble(0, of: 1, from: [snapshot], build)
    let deadline = ContinuousClock.now + .seconds(20)
    while new.results.count < 2, ContinuousClock.now < deadline { try new.subtask.processingTime.fireDueTimers() }
    #expect(new.results == ["timer of 1 at no time", "timer of 2 at no time"])
    #expect(new.subtask.processingTime.millisecondsToNextTimer ?? 0 > 3_000_000)
  }

  /// As for process functions; the general operator for windows has timers of its own.
  @Test func windowsOfProcessingTime() throws {
    let build: OperatorDouble.Build = { context, next, late in
      let windows = WindowDefinition(
        WindowAssigner<Event>.tumblingProcessingTime(.milliseconds(50)),
        trigger: DefaultTrigger(.processing))
      let output = try windows.output(
        CountAggregate<Event>(), key: { $0.key }, { $3.emit("\($0): \($2)") }, context, next: next,
        late: late)
      return [output]
    }
    let old = try OperatorDouble(0, of: 1, build)
    try old.take(Event(key: 1, time: 0, value: 0), input: 0)
    let snapshot = TestSnapshot()
    try snapshot.begin(old.registry.states)
    try snapshot.end()
    let new = try OperatorDouble(0, of: 1, from: [snapshot], build)
    let deadline = ContinuousClock.now + .seconds(20)
    while new.results.isEmpty, ContinuousClock.now < deadline { try new.subtask.processingTime.fireDueTimers() }
    #expect(new.results.count == 1 && new.results.first?.hasPrefix("1: 1 at ") == true)
  }
}
