import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(2))) struct AggregateTests {
  struct Mean: AggregateFunction {
    func createAccumulator() -> KeyValue<Int, Int> { KeyValue(0, 0) }
    func add(_ record: Tick, to sum: inout KeyValue<Int, Int>) {
      sum = KeyValue(sum.key + record.time, sum.value + 1)
    }
    func merge(_ other: KeyValue<Int, Int>, into sum: inout KeyValue<Int, Int>) {
      sum = KeyValue(sum.key + other.key, sum.value + other.value)
    }
    func getResult(_ sum: KeyValue<Int, Int>) -> Double { Double(sum.key) / Double(sum.value) }
  }

  private static let ticks = (0..<2000).map { Tick(key: $0 * 7 % 13, time: ($0 * 7919) % 1000 - 500) }

  /// Of each key, the results of all beginnings of its records.
  private func expected<Value>(
    _ mode: RuntimeExecutionMode, _ result: ([Tick]) -> Value
  ) -> [Int: [Value]] {
    var results: [Int: [Value]] = [:]
    for key in 0..<13 {
      let own = Self.ticks.filter { $0.key == key }
      let counts = mode == .batch ? [own.count] : Array(1...own.count)
      results[key] = counts.map { result(Array(own.prefix($0))) }
    }
    return results
  }

  private func perKey<Value>(_ collected: Collected<KeyValue<Int, Value>>) -> [Int: [Value]] {
    Dictionary(grouping: collected.all, by: \.key).mapValues { $0.map(\.value) }
  }

  @Test(arguments: [RuntimeExecutionMode.batch, .streaming]) func numbers(_ mode: RuntimeExecutionMode) async throws {
    let env = try localEnvironment(mode: mode).setParallelism(2)
    let keyed = env.fromCollection(Self.ticks).keyBy { $0.key }
    let sums = keyed.sum { $0.time }.collect()
    let doubles = keyed.sum { Double($0.time) / 2 }.collect()
    let (lowest, highest) = (keyed.min { $0.time }.collect(), keyed.max { $0.time }.collect())
    let means = keyed.aggregate(Mean()).collect()
    let folded = keyed.fold([]) { (times: inout [Int], tick) in times.append(tick.time) }.collect()
    try await env.execute()
    #expect(perKey(sums) == expected(mode) { $0.reduce(0) { $0 + $1.time } })
    #expect(perKey(doubles) == expected(mode) { $0.reduce(0) { $0 + Double($1.time) / 2 } })
    #expect(perKey(lowest) == expected(mode) { $0.map(\.time).min() ?? 0 })
    #expect(perKey(highest) == expected(mode) { $0.map(\.time).max() ?? 0 })
    #expect(perKey(means) == expected(mode) { Double($0.reduce(0) { $0 + $1.time }) / Double($0.count) })
    #expect(perKey(folded) == expected(mode) { $0.map(\.time) })
  }

  @Test(arguments: [RuntimeExecutionMode.batch, .streaming]) func records(_ mode: RuntimeExecutionMode) async throws {
    let env = try localEnvironment(mode: mode)
    // Several records have the same value: the first of them counts.
    let keyed = env.fromCollection(Self.ticks).keyBy { $0.key }
    let lowest = keyed.minBy { $0.time / 100 }.map { KeyValue($0.key, $0.time) }.collect()
    let highest = keyed.maxBy { $0.time / 100 }.map { KeyValue($0.key, $0.time) }.collect()
    try await env.execute()
    #expect(perKey(lowest) == expected(mode) { $0.min { $0.time / 100 < $1.time / 100 }?.time ?? 0 })
    #expect(
      perKey(highest)
        == expected(mode) { ticks in ticks.reduce(ticks[0]) { $1.time / 100 > $0.time / 100 ? $1 : $0 }.time })
  }

  @Test func sumsWrapAround() async throws {
    let env = try localEnvironment()
    let collected = env.fromCollection([Int8.max, 1]).keyBy { _ in true }.sum { $0 }.collect()
    try await env.execute()
    #expect(collected.all == [KeyValue(true, Int8.min)])
  }
}
