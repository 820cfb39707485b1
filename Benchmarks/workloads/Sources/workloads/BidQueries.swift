import DataStream

/// Nexmark's queries over one bid at a time.
enum BidQueries {
  /// `q1`: every price in another currency.
  static func currencyConversion(_ env: StreamExecutionEnvironment, _ bids: Int) {
    env.indexed("Bids", count: bids, Bid.generate)
      .map { bid in
        var converted = bid
        converted.price = bid.price &* 908 / 1000
        return converted
      }
      .tally { $0.auction &* 31 &+ $0.bidder &* 17 &+ $0.price &+ $0.timestamp }
  }

  /// `q2`: the bids for some auctions.
  static func selection(_ env: StreamExecutionEnvironment, _ bids: Int) {
    env.indexed("Bids", count: bids, Bid.generate)
      .filter { $0.auction % 123 == 0 }
      .tally { $0.auction &* 31 &+ $0.price }
  }
}
