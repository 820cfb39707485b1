import DreyModel
import Glibc
import Testing

@testable import DataStream

/// Tests the differences of batch mode: results are those of the whole input, as in Flink.
@Suite(.timeLimit(.minutes(1))) struct BatchModeTests {
  /// A thousand visits that go forward by a second each, a pause, then a thousand of the first ten seconds.
  private func visits(_ env: StreamExecutionEnvironment) -> DataStream<Event> {
    env.setAutoWatermarkInterval(.milliseconds(1))
    let visits: DataStream<Event> = env.source("Visits", parallelism: 1) { context, out in
      for index in 0..<1000 { out.emit(Event(key: index % 7, time: index * 1000, value: index)) }
      try out.endBatch()
      for _ in 0..<50 {
        usleep(1000)
        try context.checkCancellation()
      }
      for index in 0..<1000 { out.emit(Event(key: index % 7, time: index % 10 * 1000, value: index)) }
    }
    return visits.assignTimestampsAndWatermarks(.forMonotonousTimestamps { $0.time }).setParallelism(1)
  }

  private typealias Define = @Sendable (KeyedStream<Event, Int>) -> DataStream<Int>

  private static let windows: [String: Define] = [
    "tumbling": { $0.window(.tumbling(.seconds(60))).count { $3.emit($2) } },
    "sliding": { $0.window(.sliding(size: .seconds(60), slide: .seconds(60))).count { $3.emit($2) } },
    "sessions": { $0.window(.session(gap: .seconds(8))).count { $3.emit($2) } },
    "all records": { $0.window(.tumbling(.seconds(60))).process { $3.emit($2.count) } },
    "with a trigger": {
      $0.window(.tumbling(.seconds(60))).trigger(PurgingTrigger(of: EventTimeTrigger())).count { $3.emit($2) }
    },
    "with an evictor": {
      $0.window(.tumbling(.seconds(60))).evictor(TimeEvictor(of: .seconds(90))).process { $3.emit($2.count) }
    },
    "reduced": {
      $0.window(.tumbling(.seconds(60))).aggregate(
        into: 0, { sum, _ in sum += 1 }, merge: { $0 += $1 })
    },
    "process function": {
      $0.process(state: 0, to: Int.self) { _, _, context, out in
        if context.timerService.currentWatermark == .min { out.emit(1) }
      }
    },
  ]

  @Test(arguments: windows.keys.sorted()) func noRecordIsLate(_ kind: String) async throws {
    let define = try #require(Self.windows[kind])
    let env = try localEnvironment(parallelism: 2, mode: .batch)
    let counts = define(visits(env).keyBy { $0.key }).collect()
    let result = try await env.execute()
    #expect(counts.all.reduce(0, +) == 2000)
    #expect(result.lateRecordsDropped.isEmpty)
  }

  @Test func inStreamingModeLateRecordsAreDroppedAndTold() async throws {
    let env = try localEnvironment(parallelism: 2, mode: .streaming)
    let late = OutputTag<Event>("late")
    let keyed = visits(env).keyBy { $0.key }
    let counts = keyed.window(.tumbling(.seconds(60))).count { $3.emit($2) }.collect()
    let sessions = keyed.window(.session(gap: .seconds(5))).count { $3.emit($2) }.name("Sessions").collect()
    let taken = keyed.window(.tumbling(.seconds(60))).sideOutputLateData(late).count { $3.emit($2) }.name("Taken")
    let (inTime, side) = (taken.collect(), taken.getSideOutput(late).collect())
    let pairs = keyed.intervalJoin(keyed).between(.zero, .zero).process { $2.emit($0.value) }.collect()
    let result = try await env.execute()
    #expect(result.lateRecordsDropped["Window Count"] == 2000 - counts.all.reduce(0, +))
    #expect(result.lateRecordsDropped["Sessions"] == 2000 - sessions.all.reduce(0, +))
    // Records that went to a side output were not dropped.
    #expect(result.lateRecordsDropped["Taken"] == nil)
    #expect(inTime.all.reduce(0, +) + side.all.count == 2000)
    let dropped = try #require(result.lateRecordsDropped["Interval Join"])
    #expect((1...2000).contains(dropped) && !pairs.all.isEmpty)
    let notes = LateRecords.notes(on: result.accumulators)
    #expect(notes.contains { $0.hasPrefix("\(dropped) late records were dropped by 'Interval Join'") })
  }

  @Test func watermarksThatRecordsTellCountAtTheEndOnly() async throws {
    let env = try localEnvironment(mode: .batch)
    let events = [5, 1, 3].map { Event(key: 1, time: $0, value: $0, watermark: 1000) }
    let windows = env.events(events).keyBy { $0.key }.window(.tumbling(.milliseconds(10))).count().collect()
    let strategy = WatermarkStrategy<Int>.forPunctuatedWatermarks({ $0 }) { _, _ in 1000 }
    let source = SequenceSource(from: 0, to: 999)
    let perSplit = env.fromSource(source, watermarkStrategy: strategy, name: "Numbers").keyBy { _ in 1 }
      .window(.tumbling(.milliseconds(10))).count().collect()
    try await env.execute()
    #expect(windows.all == [KeyValue(1, 3)])
    #expect(perSplit.all.map(\.value) == Array(repeating: 10, count: 100))
  }

  private static let disordered = [7, 2, 6, 1, 6].enumerated().map {
    Event(key: 1, time: $0.element * 1000, value: $0.offset)
  }

  @Test func theLatestOfAKeyIsThatOfTheLatestTime() async throws {
    for (mode, latest) in [(RuntimeExecutionMode.batch, 0), (.streaming, 4)] {
      let env = try localEnvironment(mode: mode)
      let keyed = env.events(Self.disordered).keyBy { $0.key }
      let reduced = keyed.reduce { $1 }.collect()
      let folded = keyed.fold([]) { (values: inout [Int], event) in values.append(event.value) }.collect()
      let last = keyed.countWindow(2).reduce { $1 }.map(\.value).collect()
      try await env.execute()
      #expect(reduced.all.last?.value == latest)
      // Records of the same time stay in the order in which they came.
      #expect(folded.all.last?.value == (mode == .batch ? [3, 1, 2, 4, 0] : [0, 1, 2, 3, 4]))
      #expect(last.all == (mode == .batch ? [1, 4] : [1, 3]))
    }
  }

  @Test func recordsWithoutTimesStayAsTheyCame() async throws {
    let env = try localEnvironment(mode: .batch)
    let words = env.fromCollection(["b", "a", "c"]).keyBy { _ in 0 }
    let folded = words.fold("") { $0 += $1 }.map(\.value).collect()
    let windows = words.countWindow(3).process { $3.emit($2.joined()) }.collect()
    try await env.execute()
    #expect(folded.all == ["bac"] && windows.all == ["bac"])
  }

  @Test func resultsPerKeyHaveTheEndOfTimeAsTheirTimestamp() async throws {
    let env = try localEnvironment(mode: .batch)
    let counts = env.events(Self.disordered).keyBy { $0.key }.count().withTimestamps().collect()
    try await env.execute()
    #expect(counts.all == [KeyValue(KeyValue(1, 5), .max)])
  }

  /// Says what it is called for, and when.
  private struct Tell: KeyedProcessFunction {
    typealias Key = Int
    func processElement(_ event: Event, _ context: KeyedContext<Int>, _ out: inout Emitter<String>) {
      let service = context.timerService
      out.emit("\(event.key): \(event.time)\(service.currentWatermark == .min ? "" : " late")")
      service.registerProcessingTimeTimer(service.currentProcessingTime + 3_600_000)
      service.registerEventTimeTimer(event.time + 10)
    }
    func onTimer(_ time: Int, _ context: KeyedContext<Int>, _ out: inout Emitter<String>) {
      let service = context.timerService
      let isAtEnd = service.currentWatermark == .max
      let what = context.timeDomain == .eventTime ? "timer of \(time)" : "clock"
      out.emit("\(context.currentKey): \(what)\(isAtEnd ? "" : " early")")
      service.registerEventTimeTimer(time + 1)
      service.registerProcessingTimeTimer(time + 1)
    }
  }

  @Test func aProcessFunctionSeesOneKeyAfterTheOtherAndThenItsTimers() async throws {
    let env = try localEnvironment(mode: .batch)
    let events = [(1, 5), (2, 9), (1, 3), (2, 4)].map { Event(key: $0.0, time: $0.1, value: 0, watermark: 100) }
    let told = env.events(events).keyBy { $0.key }.process(Tell()).collect()
    try await env.execute()
    let one = ["1: 3", "1: 5", "1: timer of 13", "1: timer of 15", "1: clock"]
    let two = ["2: 4", "2: 9", "2: timer of 14", "2: timer of 19", "2: clock"]
    let clocks = told.all.filter { $0.hasSuffix("clock") }.count
    // Both records of a key may have been seen in the same millisecond, and have one timer then.
    #expect((2...4).contains(clocks))
    let found = told.all.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    #expect(found == one + two || found == two + one)
  }

  @Test func windowsOfTheMachinesTimeThatAreNotOverGiveTheirResult() async throws {
    for (mode, count) in [(RuntimeExecutionMode.batch, [3]), (.streaming, [])] {
      let env = try localEnvironment(mode: mode)
      let counts = env.fromCollection([1, 2, 3]).keyBy { _ in 0 }
        .window(.tumblingProcessingTime(.seconds(1_000_000_000))).count().map(\.value).collect()
      try await env.execute()
      #expect(counts.all == count)
    }
  }

  @Test func aTriggerThatFiresRegularlyFiresOnceAndAtTheEnd() async throws {
    for (mode, fired) in [(RuntimeExecutionMode.batch, 2), (.streaming, 10)] {
      let env = try localEnvironment(mode: mode)
      let counts = env.events([Event(key: 1, time: 5, value: 1)]).keyBy { $0.key }
        .window(.tumbling(.milliseconds(100))).trigger(ContinuousEventTimeTrigger(of: .milliseconds(10))).count()
        .collect()
      try await env.execute()
      #expect(counts.all.count == fired)
    }
  }

  @Test(arguments: [1, 3]) func joinsFindAllPairs(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism, mode: .batch)
    let events = (0..<100).map { Event(key: $0 % 3, time: 100 - $0, value: $0, watermark: 1000) }
    let (left, right) = (env.events(events), env.events(events))
    let joined = left.join(right).where { $0.key }.equalTo { $0.key }.window(.tumbling(.milliseconds(1)))
      .apply { [$0.value, $1.value] }.collect()
    let interval = left.keyBy { $0.key }.intervalJoin(right.keyBy { $0.key }).between(.zero, .zero)
      .process { $2.emit([$0.value, $1.value]) }.collect()
    let groups = left.coGroup(right).where { _ in 0 }.equalTo { _ in 0 }.window(.tumbling(.seconds(1)))
      .apply { $2.emit([$0.map(\.value), $1.map(\.value)]) }.collect()
    let result = try await env.execute()
    let expected = (0..<100).map { [$0, $0] }
    #expect(joined.all.sorted { $0[0] < $1[0] } == expected)
    #expect(interval.all.sorted { $0[0] < $1[0] } == expected)
    #expect(groups.all == [[Array((0..<100).reversed()), Array((0..<100).reversed())]])
    #expect(result.lateRecordsDropped.isEmpty)
  }

  /// Emits what comes of both streams, in its order.
  private struct Both: KeyedCoProcessFunction {
    typealias Key = Int
    func processElement1(_ event: Event, _ context: KeyedContext<Int>, _ out: inout Emitter<String>) {
      out.emit("first \(event.time)")
      context.timerService.registerEventTimeTimer(0)
    }
    func processElement2(_ event: Event, _ context: KeyedContext<Int>, _ out: inout Emitter<String>) {
      out.emit("second \(event.time)")
    }
    func onTimer(_ time: Int, _ context: KeyedContext<Int>, _ out: inout Emitter<String>) { out.emit("timer") }
  }

  @Test func twoStreamsComeTogetherInOrderOfTime() async throws {
    let env = try localEnvironment(mode: .batch)
    let first = env.events([5, 1, 3].map { Event(key: 1, time: $0, value: 0) })
    let second = env.events([4, 2, 5].map { Event(key: 1, time: $0, value: 0) })
    let told = first.keyBy { $0.key }.connect(second.keyBy { $0.key }).process { _ in Both() }.collect()
    try await env.execute()
    #expect(told.all == ["first 1", "second 2", "first 3", "second 4", "first 5", "second 5", "timer"])
  }

  @Test func aBroadcastStreamComesFirst() async throws {
    struct Known: BroadcastProcessFunction {
      func processElement(
        _ number: Int, _ state: ReadOnlyBroadcastState<Int, Bool>, _ context: ProcessContext, _ out: inout Emitter<Int>
      ) { out.emit(state.entries.count) }
      func processBroadcastElement(
        _ number: Int, _ state: BroadcastState<Int, Bool>, _ context: ProcessContext, _ out: inout Emitter<Int>
      ) { state[number] = true }
    }
    struct KeyedKnown: KeyedBroadcastProcessFunction {
      typealias Key = Int
      func processElement(
        _ number: Int, _ state: ReadOnlyBroadcastState<Int, Bool>, _ context: KeyedContext<Int>,
        _ out: inout Emitter<Int>
      ) { out.emit(state.entries.count) }
      func processBroadcastElement(
        _ number: Int, _ state: BroadcastState<Int, Bool>, _ context: BroadcastContext<Int>, _ out: inout Emitter<Int>
      ) { state[number] = true }
    }
    let env = try localEnvironment(parallelism: 2, mode: .batch)
    let rules: DataStream<Int> = env.source("Rules", parallelism: 1) { context, out in
      usleep(50_000)
      for rule in 0..<10 { out.emit(rule) }
    }
    let numbers = env.generateSequence(from: 1, to: 1000)
    let descriptor = MapStateDescriptor("rules", keys: Int.self, values: Bool.self)
    let known = numbers.connect(rules.broadcast(descriptor)).process(Known()).collect()
    let keyed = numbers.keyBy { $0 % 5 }.connect(rules.broadcast(descriptor)).process { _ in KeyedKnown() }.collect()
    try await env.execute()
    #expect(known.all == Array(repeating: 10, count: 1000))
    #expect(keyed.all == Array(repeating: 10, count: 1000))
  }

  @Test func aSourceThatNeverEndsIsRefused() async throws {
    let env = try localEnvironment(mode: .batch)
    env.socketTextStream(host: "127.0.0.1", port: 1).print()
    let error = await #expect(throws: Failure.self) { try await env.execute() }
    #expect(error?.message.hasPrefix("'Source: Socket Stream' never ends") == true)
    #expect(error?.advice?.contains("setRuntimeMode(.streaming)") == true)
  }
}
