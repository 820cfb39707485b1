import Testing

@testable import DataStream

/// Functions that can tell the order of records see them as they come, in overlapping windows too.
@Suite(.timeLimit(.minutes(1))) struct WindowOrderTests {
  /// The last record that came.
  private struct Latest: AggregateFunction {
    func createAccumulator() -> Int? { nil }
    func add(_ event: Event, to latest: inout Int?) { latest = event.value }
    func merge(_ other: Int?, into latest: inout Int?) { latest = other ?? latest }
    func getResult(_ latest: Int?) -> Int { latest ?? 0 }
  }

  /// Events with the values 1 to 4, at the times 7, 2, 6 and 1 seconds.
  private static let arrivals = zip(1..., [7, 2, 6, 1]).map { Event(key: 1, time: $0.1 * 1000, value: $0.0) }

  private func sliding(
    _ define: (WindowedStream<Event, Int, DefaultTrigger<Event>>) -> DataStream<Int>
  ) async throws -> [Int] {
    let env = try localEnvironment(mode: .streaming)
    let windows = env.events(Self.arrivals).keyBy { $0.key }
      .window(.sliding(size: .seconds(10), slide: .seconds(5)))
    let results = define(windows).collect()
    try await env.execute()
    return results.all
  }

  @Test func theLatestOfSlidingWindowsIsWhatCameLast() async throws {
    #expect(try await sliding { $0.reduce { $1 }.map(\.value) } == [4, 4, 3])
    #expect(try await sliding { $0.aggregate(Latest()) } == [4, 4, 3])
    #expect(
      try await sliding { $0.aggregate(into: 0, { $0 = $1.value }, merge: { $0 = $1 }) } == [4, 4, 3])
    #expect(try await sliding { $0.process { $3.emit($2.last?.value ?? 0) } } == [4, 4, 3])
  }

  @Test func theLatestOfAllWindowsIsWhatCameLast() async throws {
    let env = try localEnvironment(mode: .streaming)
    let latest = env.events(Self.arrivals).windowAll(.sliding(size: .seconds(10), slide: .seconds(5)))
      .reduce { $1 }.map(\.value).collect()
    try await env.execute()
    #expect(latest.all == [4, 4, 3])
  }

  @Test func theFirstOfSeveralExtremesIsWhatCameFirst() async throws {
    #expect(try await sliding { $0.minBy { _ in 0 }.map(\.value) } == [2, 1, 1])
    #expect(try await sliding { $0.maxBy { _ in 0 }.map(\.value) } == [2, 1, 1])
  }

  @Test func sumsOfFractionsAreRoundedInTheOrderOfArrival() async throws {
    let parts = [1: 1e16, 2: 1, 3: -1e16, 4: 1]
    let sums = try await sliding { $0.sum { parts[$0.value] ?? 0 }.map { Int($0.value) } }
    // In order of time the second window would have 2.
    #expect(sums == [2, 1, 0])
  }

  @Test func whatCommutesIsTheSameByPanes() async throws {
    #expect(try await sliding { $0.count { $3.emit($2) } } == [2, 4, 2])
    #expect(try await sliding { $0.sum { $0.value }.map(\.value) } == [6, 10, 4])
    #expect(try await sliding { $0.max { $0.value }.map(\.value) } == [4, 4, 3])
    let greatest = try await sliding {
      $0.reduce(isCommutative: true) { $0.value > $1.value ? $0 : $1 }.map(\.value)
    }
    #expect(greatest == [4, 4, 3])
    #expect(
      try await sliding { $0.aggregate(into: 0, isCommutative: true, { $0 += $1.value }, merge: { $0 += $1 }) }
        == [6, 10, 4])
  }

  /// Which functions are given panes.
  @Test func onlyWholeNumbersAreCompared() {
    #expect(ExtremeAggregate<Event, Int>(of: { $0.value }) { $0 < $1 }.isCommutative)
    #expect(ExtremeAggregate<Event, UInt8>(of: { _ in 0 }) { $0 < $1 }.isCommutative)
    #expect(!ExtremeAggregate<Event, Double>(of: { _ in 0 }) { $0 < $1 }.isCommutative)
    #expect(!ExtremeAggregate<Event, String>(of: { _ in "" }) { $0 < $1 }.isCommutative)
    #expect(!Latest().isCommutative && CountAggregate<Event>().isCommutative)
  }

  @Test func negativeTimesAndOffsets() async throws {
    let env = try localEnvironment(mode: .streaming)
    let events = [-1, -10, -11, 0, 3, 4].map { Event(key: 1, time: $0, value: 1) }
    let starts = env.events(events).keyBy { $0.key }
      .window(.tumbling(.milliseconds(10), offset: .milliseconds(-6)))
      .count { $3.emit(KeyValue($1.start, $2)) }.collect()
    try await env.execute()
    #expect(starts.all == [KeyValue(-16, 2), KeyValue(-6, 3), KeyValue(4, 1)])
  }
}
