import DataStream

/// The bids of a Nexmark-like auction house, made of their number alone.
struct Bid: StreamCodable, Equatable {
  var auction: Int
  var bidder: Int
  var price: Int
  var time: Int

  static func mix(_ number: UInt64) -> UInt64 {
    var x = number &+ 0x9E37_79B9_7F4A_7C15
    x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
    return x ^ (x >> 31)
  }

  /// Three quarters of the bids are on four auctions, which change; 10,000 bids are made per second.
  init(number: Int) {
    let r = Self.mix(UInt64(number))
    auction = 1000 + (r & 3 != 0 ? (number / 5000 * 4 + Int((r >> 2) & 3)) % 1000 : Int((r >> 8) % 1000))
    bidder = 1 + Int((r >> 20) % 50_000)
    price = 100 + Int((r >> 36) % 10_000_000)
    time = 1_700_000_000_000 + number / 10
  }

  init(auction: Int, bidder: Int, price: Int, time: Int) {
    (self.auction, self.bidder, self.price, self.time) = (auction, bidder, price, time)
  }

  static func put(_ bid: Bid, into writer: inout ByteWriter) {
    for field in [bid.auction, bid.bidder, bid.price, bid.time] { writer.integer(field) }
  }

  static func get(from reader: inout ByteReader) -> Bid {
    Bid(
      auction: reader.integer(Int.self), bidder: reader.integer(Int.self), price: reader.integer(Int.self),
      time: reader.integer(Int.self))
  }
}

extension StreamExecutionEnvironment {
  /// The first bids; event time advances alike in all subtasks.
  func bids(_ count: Int) -> DataStream<Bid> {
    source("Bids") { context, out in
      for (index, number) in stride(from: context.index, to: count, by: context.parallelism).enumerated() {
        out.emit(Bid(number: number))
        if index % 1000 == 0 {
          try context.checkCancellation()
          try out.endBatch()
        }
      }
    }.assignTimestampsAndWatermarks(.forMonotonousTimestamps { $0.time })
  }
}
