import DataStream

/// Nexmark's queries over windows of bids.
enum WindowQueries {
  /// `q5`: bids per auction in the last ten seconds, every two.
  static func hotItems(_ env: StreamExecutionEnvironment, _ bids: Int) {
    bidsInTime(env, bids).keyBy { $0.auction }
      .window(.sliding(size: .seconds(10), slide: .seconds(2)))
      .count { auction, window, count, out in out.emit(row(auction, window, UInt64(truncatingIfNeeded: count))) }
      .tallyPairs()
  }

  /// `q7`: the highest bid of every ten seconds.
  static func highestBid(_ env: StreamExecutionEnvironment, _ bids: Int) {
    bidsInTime(env, bids).keyBy { $0.auction }
      .window(.tumbling(.seconds(10)))
      .max(by: { $0.price }) { _, window, price, out in
        out.emit(KeyValue(UInt64(truncatingIfNeeded: window.end), price))
      }
      .windowAll(.tumbling(.seconds(10)))
      .reduce { $0.value >= $1.value ? $0 : $1 }
      .tally { Mixing.mix($0.key) &* $0.value }
  }

  /// `q11`: bids per bidder and session. Times are even and the gap is odd, so that none is exactly as long as the gap.
  static func sessions(_ env: StreamExecutionEnvironment, _ bids: Int) {
    bidsInTime(env, bids, clearing: 1).keyBy { $0.bidder }
      .window(.session(gap: .milliseconds(9999)))
      .count { bidder, window, count, out in out.emit(row(bidder, window, UInt64(truncatingIfNeeded: count))) }
      .tallyPairs()
  }

  /// - Parameter bits: are cleared in the bids' times.
  private static func bidsInTime(
    _ env: StreamExecutionEnvironment, _ bids: Int, clearing bits: UInt64 = 0
  ) -> DataStream<Bid> {
    env.indexed("Bids", count: bids, Bid.generate)
      .assignTimestampsAndWatermarks(.forMonotonousTimestamps { Int(truncatingIfNeeded: $0.timestamp & ~bits) })
  }

  private static func row(_ key: UInt64, _ window: TimeWindow, _ value: UInt64) -> Triple {
    Triple(key, UInt64(truncatingIfNeeded: window.end), value)
  }
}
