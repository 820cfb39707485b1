import DreyModel
import Testing

@testable import DataStream

/// Windows of random kinds over random streams, held against ``WindowModel``.
@Suite(.timeLimit(.minutes(2))) struct WindowTests {
  private static let late = OutputTag<Event>("late")

  private struct Outcome {
    let fired: Collected<Fired>
    let late: Collected<Event>
  }

  /// Runs eight cases over one stream, and compares what came of each.
  private func check(
    seed: Int, _ makeCase: (inout SeededGenerator) -> WindowCase,
    _ define: (WindowCase, KeyedStream<Event, Int>) -> DataStream<Fired>,
    _ compare: (_ found: [Fired], _ expected: [Fired]) -> Bool
  ) async throws {
    var random = SeededGenerator(seed: seed)
    let events = [Event].random(
      count: .random(in: 0...150, using: &random), keys: .random(in: 1...4, using: &random),
      disorder: .random(in: 0...60, using: &random), using: &random)
    let env = try localEnvironment(parallelism: .random(in: 1...4, using: &random), mode: .streaming)
    let stream = env.events(events).keyBy { $0.key }
    let cases = (0..<8).map { _ in makeCase(&random) }
    let outcomes = cases.map { windows in
      let fired = define(windows, stream)
      return Outcome(fired: fired.collect(), late: fired.getSideOutput(Self.late).collect())
    }
    try await env.execute()
    for (windows, outcome) in zip(cases, outcomes) {
      var model = WindowModel(windows)
      model.run(events)
      #expect(compare(outcome.fired.all, model.fired), "\(windows), DREY_TEST_SEED=\(seed)")
      #expect(byKey(outcome.late.all) == byKey(model.late), "\(windows), DREY_TEST_SEED=\(seed)")
    }
  }

  private func byKey(_ fired: [Fired]) -> [Int: [Fired]] { Dictionary(grouping: fired, by: \.key) }
  private func byKey(_ events: [Event]) -> [Int: [Event]] { Dictionary(grouping: events, by: \.key) }

  private func windowed(
    _ windows: WindowCase, _ stream: KeyedStream<Event, Int>
  )
    -> WindowedStream<Event, Int, DefaultTrigger<Event>>
  {
    stream.window(windows.assigner()).allowedLateness(.milliseconds(windows.lateness)).sideOutputLateData(Self.late)
  }

  @Test func aggregatesByPanes() async throws {
    for seed in RandomCases.seeds(50) {
      try await check(seed: seed, WindowCase.init(using:)) { windows, stream in
        windowed(windows, stream).aggregate(EventList(isCommutative: true)) {
          $3.emit(Fired(key: $0, window: $1, values: $2.map(\.value).sorted()))
        }
      } _: {
        byKey($0) == byKey($1)
      }
    }
  }

  @Test func functionsThatDoNotCommuteSeeRecordsInTheOrderOfArrival() async throws {
    for seed in RandomCases.seeds(50) {
      try await check(seed: seed, WindowCase.init(using:)) { windows, stream in
        windowed(windows, stream).aggregate(EventList(isCommutative: false)) {
          $3.emit(Fired(key: $0, window: $1, values: $2.map(\.value)))
        }
      } _: {
        byKey($0) == byKey($1)
      }
    }
  }

  /// In the order in which the records came.
  @Test func recordsInOrder() async throws {
    for seed in RandomCases.seeds(50) {
      try await check(seed: seed, WindowCase.init(using:)) { windows, stream in
        windowed(windows, stream).process { $3.emit(Fired(key: $0, window: $1, values: $2.map(\.value))) }
      } _: {
        byKey($0) == byKey($1)
      }
    }
  }

  /// What becomes of one window is in order; windows of a key that are due at the same time are in any.
  @Test func windowsOfAnyKind() async throws {
    for seed in RandomCases.seeds(100) {
      try await check(seed: seed, WindowCase.any) { windows, stream in
        switch windows.rule {
        case .atEnd: triggered(windows, stream, EventTimeTrigger())
        case .count(let count): triggered(windows, stream, CountTrigger(of: count))
        case .regularly(let interval):
          triggered(windows, stream, ContinuousEventTimeTrigger(of: .milliseconds(interval)))
        }
      } _: {
        byWindow($0) == byWindow($1)
      }
    }
  }

  private func byWindow(_ fired: [Fired]) -> [KeyValue<Int, TimeWindow>: [[Int]]] {
    Dictionary(grouping: fired) { KeyValue($0.key, $0.window) }.mapValues { $0.map { $0.values.sorted() } }
  }

  private func triggered<Other: Trigger<Event>>(
    _ windows: WindowCase, _ stream: KeyedStream<Event, Int>, _ trigger: Other
  ) -> DataStream<Fired> {
    windows.purges
      ? evicted(windows, windowed(windows, stream).trigger(PurgingTrigger(of: trigger)))
      : evicted(windows, windowed(windows, stream).trigger(trigger))
  }

  private func evicted<Other: Trigger<Event>>(
    _ windows: WindowCase, _ stream: WindowedStream<Event, Int, Other>
  ) -> DataStream<Fired> {
    let stream =
      switch windows.eviction {
      case .count(let count): stream.evictor(CountEvictor(of: count, doEvictAfter: windows.evictsAfter))
      case .time(let span):
        stream.evictor(TimeEvictor(of: .milliseconds(span), doEvictAfter: windows.evictsAfter))
      case nil: stream
      }
    return stream.apply { $3.emit(Fired(key: $0, window: $1, values: $2.map(\.value))) }
  }
}
