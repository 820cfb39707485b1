import DreyModel
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(1))) struct WindowOperatorTests {
  private static let events = [(1, 5, 10), (2, 7, 4), (1, 1, -3), (1, 12, 8), (2, 13, 6), (2, 19, 6)].map {
    Event(key: $0.0, time: $0.1, value: $0.2)
  }

  private func keyed(
    _ body: (KeyedStream<Event, Int>) -> DataStream<KeyValue<Int, Int>>
  ) async throws -> [KeyValue<KeyValue<Int, Int>, Int>] {
    let env = try localEnvironment(parallelism: 2, mode: .streaming)
    let results = body(env.events(Self.events).keyBy { $0.key }).withTimestamps().collect()
    try await env.execute()
    return results.all.sorted { ($0.value, $0.key.key) < ($1.value, $1.key.key) }
  }

  private func all(
    _ body: (AllWindowedStream<Event, DefaultTrigger<Event>>) -> DataStream<Int>
  ) async throws -> [KeyValue<Int, Int>] {
    let env = try localEnvironment(parallelism: 2, mode: .streaming)
    let results = body(env.events(Self.events).windowAll(.tumbling(.milliseconds(10)))).withTimestamps().collect()
    try await env.execute()
    return results.all.sorted { $0.value < $1.value }
  }

  private func expected(_ values: [Int]) -> [KeyValue<KeyValue<Int, Int>, Int>] {
    zip([(1, 9), (2, 9), (1, 19), (2, 19)], values).map { KeyValue(KeyValue($0.0.0, $0.1), $0.0.1) }
  }

  @Test func perKey() async throws {
    let windows = WindowAssigner<Event>.tumbling(.milliseconds(10))
    #expect(try await keyed { $0.window(windows).count() } == expected([2, 1, 1, 2]))
    #expect(try await keyed { $0.window(windows).sum { $0.value } } == expected([7, 4, 8, 12]))
    #expect(try await keyed { $0.window(windows).min { $0.value } } == expected([-3, 4, 8, 6]))
    #expect(try await keyed { $0.window(windows).max { $0.value } } == expected([10, 4, 8, 6]))
    let first = try await keyed { $0.window(windows).minBy { $0.value }.map { KeyValue($0.key, $0.time) } }
    #expect(first == expected([1, 7, 12, 13]))
    let last = try await keyed { $0.window(windows).maxBy { $0.value }.map { KeyValue($0.key, $0.time) } }
    #expect(last == expected([5, 7, 12, 13]))
    let reduced = try await keyed {
      $0.window(windows).reduce({ $0.value > $1.value ? $0 : $1 }) { key, window, event, out in
        out.emit(KeyValue(key, window.start + event.value))
      }
    }
    #expect(reduced == expected([10, 4, 18, 16]))
  }

  @Test func allTogether() async throws {
    #expect(try await all { $0.count() } == [KeyValue(3, 9), KeyValue(3, 19)])
    #expect(try await all { $0.sum { $0.value } } == [KeyValue(11, 9), KeyValue(20, 19)])
    #expect(try await all { $0.min { $0.value } } == [KeyValue(-3, 9), KeyValue(6, 19)])
    #expect(try await all { $0.max { $0.value } } == [KeyValue(10, 9), KeyValue(8, 19)])
    let sums = try await all {
      $0.aggregate(into: 0, { $0 += $1.value }, merge: { $0 += $1 }) { window, sum, out in out.emit(window.end + sum) }
    }
    #expect(sums == [KeyValue(21, 9), KeyValue(40, 19)])
  }

  @Test func sumsWrap() async throws {
    let results = try await keyed { $0.window(.tumbling(.milliseconds(100))).sum { _ in Int.max } }
    #expect(results.map(\.key.value) == [Int.max &* 3, Int.max &* 3])
  }

  @Test func recordsWithoutTimestamps() async throws {
    let env = try localEnvironment()
    env.fromCollection([1]).keyBy { $0 }.window(.tumbling(.seconds(1))).count().print()
    await #expect {
      try await env.execute()
    } throws: {
      ($0 as? Failure)?.advice?.contains("assignTimestampsAndWatermarks") == true
    }
  }

  @Test(arguments: [Int.min, .max, 1 << 61]) func timesThatNoWindowHolds(time: Int) async throws {
    let env = try localEnvironment()
    env.events([Event(key: 1, time: time, value: 1)]).keyBy { $0.key }.window(.tumbling(.seconds(1))).count().print()
    await #expect {
      try await env.execute()
    } throws: {
      ($0 as? Failure)?.message.contains("timestamp is \(time)") == true
    }
  }

  @Test(arguments: [(0, 1, 0), (1, 0, 0), (-1, 1, 0), (2, 2, 2), (2, 2, -2), (.max, 1, 0)])
  func windowsThatCannotBe(_ size: Int, _ slide: Int, _ offset: Int) async throws {
    let env = try localEnvironment()
    env.events([]).keyBy { $0.key }
      .window(.sliding(size: .milliseconds(size), slide: .milliseconds(slide), offset: .milliseconds(offset)))
      .count().print()
    await #expect {
      try await env.execute()
    } throws: {
      ($0 as? Failure)?.domain == .user && ($0 as? Failure)?.message.contains("no windows can be") == true
    }
  }

  @Test func extremeWatermarks() async throws {
    let env = try localEnvironment(mode: .streaming)
    let results = env.events([
      Event(key: 1, time: 1, value: 1, watermark: .min), Event(key: 1, time: 2, value: 1, watermark: .min + 1),
      Event(key: 1, time: 3, value: 1, watermark: .max), Event(key: 1, time: 4, value: 1, watermark: .max),
    ]).keyBy { $0.key }.window(.tumbling(.seconds(1))).allowedLateness(.seconds(Int64.max)).count().collect()
    try await env.execute()
    #expect(results.all == [KeyValue(1, 3)])
  }
}

extension DataStream {
  /// Records with their timestamps; 0 where they have none.
  func withTimestamps() -> DataStream<KeyValue<Record, Int>> {
    transform("Timestamps") { _, next in
      let cell = EmitterCell<KeyValue<Record, Int>>(next)
      return Output(
        batch: { batch in
          var index = 0
          batch.consumeEach { record in
            cell.emitter.pointee.emit(KeyValue(record, batch.timestamps?[index] ?? 0))
            index += 1
          }
          try cell.emitter.pointee.endBatch()
        }, signal: next.signal)
    }
  }
}
