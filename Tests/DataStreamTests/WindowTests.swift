import DreyModel
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(2))) struct WindowTests {
  struct Case {
    var size: Int
    var slide: Int
    var offset: Int
    var lateness: Int

    init(using random: inout SeededGenerator) {
      size = Int.random(in: 1...40, using: &random)
      slide = Bool.random(using: &random) ? size : Int.random(in: 1...50, using: &random)
      offset = Int.random(in: 1 - slide...slide - 1, using: &random)
      lateness = Bool.random(using: &random) ? 0 : Int.random(in: 1...60, using: &random)
    }

    func assigner<Record>() -> WindowAssigner<Record> {
      .sliding(size: .milliseconds(size), slide: .milliseconds(slide), offset: .milliseconds(offset))
    }
  }

  /// What a window of the case emitted, and what was late, by key.
  private func run(_ windows: Case, on events: DataStream<Event>) -> () -> [Int: ([Fired], [Event])] {
    let late = OutputTag<Event>("late")
    let fired = events.keyBy { $0.key }.window(windows.assigner()).allowedLateness(.milliseconds(windows.lateness))
      .sideOutputLateData(late)
      .aggregate(into: [Int](), { $0.append($1.value) }, merge: { $0 += $1 }) { key, window, values, out in
        out.emit(Fired(key: key, window: window, values: values.sorted()))
      }
    let (results, lateRecords) = (fired.collect(), fired.getSideOutput(late).collect())
    return { byKey(results.all, lateRecords.all) }
  }

  @Test func alignedWindows() async throws {
    for seed in RandomCases.seeds(120) {
      var random = SeededGenerator(seed: seed)
      let events = [Event].random(
        count: .random(in: 0...150, using: &random), keys: .random(in: 1...4, using: &random),
        disorder: .random(in: 0...60, using: &random), using: &random)
      let env = try localEnvironment(parallelism: .random(in: 1...4, using: &random), mode: .streaming)
      let stream = env.events(events)
      let cases = (0..<8).map { _ in Case(using: &random) }
      let results = cases.map { run($0, on: stream) }
      try await env.execute()
      for (windows, results) in zip(cases, results) {
        var model = WindowModel(
          size: windows.size, slide: windows.slide, offset: windows.offset, lateness: windows.lateness)
        model.run(events)
        let (found, expected) = (results(), byKey(model.fired, model.late))
        #expect(found.mapValues(\.0) == expected.mapValues(\.0), "\(windows), DREY_TEST_SEED=\(seed)")
        #expect(found.mapValues(\.1) == expected.mapValues(\.1), "\(windows), DREY_TEST_SEED=\(seed)")
      }
    }
  }
}

/// What belongs to each key, in its order.
func byKey(_ fired: [Fired], _ late: [Event]) -> [Int: ([Fired], [Event])] {
  var result: [Int: ([Fired], [Event])] = [:]
  for fired in fired { result[fired.key, default: ([], [])].0.append(fired) }
  for event in late { result[event.key, default: ([], [])].1.append(event) }
  return result
}
