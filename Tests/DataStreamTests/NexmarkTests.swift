import DataStream
import Testing

/// Queries over a million bids, whose answers an independent program has computed without any stream.
@Suite(.timeLimit(.minutes(2))) struct NexmarkTests {
  static let count = 1_000_000

  @Test(arguments: [1, 2, 4]) func windows(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism, mode: .streaming).setAutoWatermarkInterval(
      .milliseconds(5))
    let bids = env.bids(Self.count).keyBy { $0.auction }
    let counts = bids.window(.sliding(size: .seconds(10), slide: .seconds(2)))
      .count { auction, window, count, out in
        out.emit(Bid.mix(UInt64(auction * 1_000_003 + window.end)) &* UInt64(count))
      }.collect()
    let highest = bids.window(.tumbling(.seconds(10))).max { $0.price }
      .windowAll(.tumbling(.seconds(10))).aggregate(Highest()) { window, price, out in
        out.emit(Bid.mix(UInt64(window.end)) &* UInt64(price))
      }.collect()
    try await env.execute()
    #expect(counts.all.count == 53_977)
    #expect(counts.all.reduce(0, &+) == 17_801_648_928_380_623_689)
    #expect(highest.all.count == 10)
    #expect(highest.all.reduce(0, &+) == 11_136_945_230_198_835_209)
  }

  struct Highest: AggregateFunction {
    func createAccumulator() -> Int { 0 }
    func add(_ best: KeyValue<Int, Int>, to highest: inout Int) { highest = max(highest, best.value) }
    func merge(_ other: Int, into highest: inout Int) { highest = max(highest, other) }
    func getResult(_ highest: Int) -> Int { highest }
  }
}
