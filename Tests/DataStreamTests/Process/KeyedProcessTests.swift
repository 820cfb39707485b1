import DreyModel
import Glibc
import Synchronization
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(2))) struct KeyedProcessTests {
  /// Counts per key; some records register a timer, some delete one, and some timers register another.
  struct Random7: KeyedProcessFunction {
    typealias Key = Int
    let count: ValueState<Int>

    init(_ context: RuntimeContext<Int>) throws {
      count = try context.getState(ValueStateDescriptor("count", default: 0))
    }

    func processElement(_ tick: Tick, _ context: KeyedContext<Int>, _ out: inout Emitter<[Int]>) throws {
      count.value += 1
      if tick.time % 3 == 0 { context.timerService.deleteEventTimeTimer(tick.time / 10 * 10 + 30) }
      if tick.time % 3 != 1 { context.timerService.registerEventTimeTimer(tick.time / 10 * 10 + 20) }
      if count.value % 50 == 0 { count.clear() }
      #expect(context.timestamp == tick.time && context.currentKey == tick.key && context.timeDomain == nil)
    }

    func onTimer(_ time: Int, _ context: KeyedContext<Int>, _ out: inout Emitter<[Int]>) {
      #expect(context.timestamp == time && context.timeDomain == .eventTime)
      #expect(context.timerService.currentWatermark >= time)
      out.emit([time, context.currentKey, count.value])
      if time % 70 == 0 { context.timerService.registerEventTimeTimer(time + 5) }
    }
  }

  /// What ``Random7`` is to emit, worked out in the simplest way; timers of one time in the order of their keys.
  static func expected(_ steps: [Step]) -> [[Int]] {
    struct Timer: Hashable {
      let time: Int
      let key: Int
    }
    var counts: [Int: Int] = [:]
    var timers: Set<Timer> = []
    var emitted: [[Int]] = []
    for step in steps + [.watermark(.max)] {
      switch step {
      case .record(let key, let time):
        counts[key, default: 0] += 1
        if time % 3 == 0 { timers.remove(Timer(time: time / 10 * 10 + 30, key: key)) }
        if time % 3 != 1 { timers.insert(Timer(time: time / 10 * 10 + 20, key: key)) }
        if (counts[key] ?? 0) % 50 == 0 { counts[key] = nil }
      case .watermark(let time):
        while let first = timers.filter({ $0.time <= time }).min(by: { ($0.time, $0.key) < ($1.time, $1.key) }) {
          timers.remove(first)
          emitted.append([first.time, first.key, counts[first.key] ?? 0])
          if first.time % 70 == 0 { timers.insert(Timer(time: first.time + 5, key: first.key)) }
        }
      }
    }
    return emitted
  }

  @Test(arguments: [1, 3]) func stateAndTimersAsInASimpleModel(parallelism: Int) async throws {
    let seed = Int.random(in: 0..<1 << 40)
    var random = SeededGenerator(seed: seed)
    let steps = random.steps(count: 5000, keys: 13)
    let env = try localEnvironment(mode: .streaming)
    let collected = env.steps(steps).keyBy { $0.key }.process { try Random7($0) }.setParallelism(parallelism).collect()
    try await env.execute()
    let expected = Self.expected(steps)
    #expect(expected.count > 500)
    for key in 0..<13 {
      let (found, wanted) = (collected.all.filter { $0[1] == key }, expected.filter { $0[1] == key })
      #expect(found == wanted, "seed \(seed)")
    }
    if parallelism == 1 { #expect(collected.all.map { $0[0] } == expected.map { $0[0] }, "seed \(seed)") }
  }

  @Test func timersAreNotRegisteredTwice() async throws {
    struct Twice: KeyedProcessFunction {
      typealias Key = Int
      func processElement(_ tick: Tick, _ context: KeyedContext<Int>, _ out: inout Emitter<Int>) {
        for time in [7, 7, 9, 11] { context.timerService.registerEventTimeTimer(time) }
        for time in [9, 13] { context.timerService.deleteEventTimeTimer(time) }
      }
      func onTimer(_ time: Int, _ context: KeyedContext<Int>, _ out: inout Emitter<Int>) { out.emit(time) }
    }
    let env = try localEnvironment(mode: .streaming)
    let steps: [Step] = [.record(key: 1, time: 1), .record(key: 1, time: 2), .watermark(8), .record(key: 1, time: 3)]
    let collected = env.steps(steps).keyBy { $0.key }.process(Twice()).collect()
    try await env.execute()
    // The late record registers the timer of 7 again, and the next watermark is the last.
    #expect(collected.all == [7, 7, 11])
  }

  /// Registers a timer of the machine's time and one that is too late, and says in which kind of time it was called.
  struct ByTheClock: KeyedProcessFunction {
    typealias Key = Int
    func processElement(_ number: Int, _ context: KeyedContext<Int>, _ out: inout Emitter<Int>) {
      let now = context.timerService.currentProcessingTime
      for delay in [20, 20, 10, 3_600_000, 15] { context.timerService.registerProcessingTimeTimer(now + delay) }
      context.timerService.deleteProcessingTimeTimer(now + 15)
      out.emit(-now)
    }
    func onTimer(_ time: Int, _ context: KeyedContext<Int>, _ out: inout Emitter<Int>) {
      if context.timeDomain == .processingTime { out.emit(time) }
    }
  }

  @Test func timersOfTheMachinesTime() async throws {
    let env = try localEnvironment(mode: .streaming)
    let seen = Atomic(0)
    let deadline = ContinuousClock.now + .seconds(60)
    let source = env.source("Waiting", parallelism: 1) { (context, out: inout Emitter<Int>) in
      out.emit(1)
      try out.endBatch()
      while seen.load(ordering: .relaxed) < 3, ContinuousClock.now < deadline {
        try context.checkCancellation()
        usleep(1000)
      }
    }
    let times = Collected<Int>()
    source.keyBy { $0 }.process(ByTheClock()).sink("Sink") { _ in
      Output(
        batch: {
          $0.consumeEach {
            times.add($0)
            seen.add(1, ordering: .relaxed)
          }
        }, signal: { _ in })
    }
    try await env.execute()
    let start = -(times.all.first ?? 0)
    #expect(times.all.dropFirst().map { $0 - start } == [10, 20])
  }

  @Test func aClosureWithState() async throws {
    let env = try localEnvironment()
    let numbers = [3, 4, 10, 9, 100, 10]
    let collected = env.fromCollection(numbers).keyBy { $0 % 2 }
      .process(state: 0, to: Int.self) { number, last, _, out in
        out.emit(number - last)
        last = number
      }.collect()
    try await env.execute()
    #expect(collected.all.sorted() == [3, 4, 6, 6, 90, -90].sorted())
  }

  @Test func sideOutputsHaveTimestamps() async throws {
    let (odd, unread) = (OutputTag<String>("odd"), OutputTag<Int>("unread"))
    let env = try localEnvironment()
    let steps = (0..<3000).map { Step.record(key: $0 % 5, time: $0) }
    let even = env.steps(steps).process(to: Int.self) { tick, context, out in
      context.output(unread, 1)
      if tick.time % 2 == 0 { out.emit(tick.time) } else { context.output(odd, "\(tick.time)") }
    }
    let main = even.collect()
    let side = even.getSideOutput(odd).process(to: Int.self) { text, context, out in
      if let time = context.timestamp, text == "\(time)" { out.emit(time) }
    }.collect()
    try await env.execute()
    #expect(main.all == Array(stride(from: 0, to: 3000, by: 2)))
    #expect(side.all == Array(stride(from: 1, to: 3000, by: 2)))
  }

  @Test func whatAFunctionThrowsFailsTheJob() async throws {
    struct Failing: KeyedProcessFunction {
      typealias Key = Int
      let state: ValueState<Int>
      init(_ context: RuntimeContext<Int>) throws {
        state = try context.getState(ValueStateDescriptor("once", default: 0))
        _ = try context.getState(ValueStateDescriptor("once", default: ""))
      }
      func processElement(_ number: Int, _ context: KeyedContext<Int>, _ out: inout Emitter<Int>) {}
    }
    let env = try localEnvironment()
    _ = env.fromCollection([1]).keyBy { $0 }.process { try Failing($0) }.collect()
    let error = await #expect(throws: Failure.self) { try await env.execute() }
    #expect(error?.domain == .user)
    #expect(error?.message.contains("'Keyed Process' subtask 1/1 declares the state 'once' twice") == true)
  }

  @Test func stateWithoutAKeyIsRefused() async throws {
    struct TooEarly: KeyedProcessFunction {
      typealias Key = Int
      let state: ValueState<Int>
      init(_ context: RuntimeContext<Int>) throws {
        state = try context.getState(ValueStateDescriptor("early", default: 0))
        state.value += 1
      }
      func processElement(_ number: Int, _ context: KeyedContext<Int>, _ out: inout Emitter<Int>) {}
    }
    let env = try localEnvironment()
    _ = env.fromCollection([1]).keyBy { $0 }.process { try TooEarly($0) }.collect()
    let error = await #expect(throws: Failure.self) { try await env.execute() }
    #expect(error?.message.contains("used keyed state while there was no key") == true)
  }
}
