import DataStream

/// A bid of Nexmark's: who bids how much for what.
struct Bid: StreamCodable {
  var auction: UInt64
  var bidder: UInt64
  var price: UInt64
  /// Milliseconds since 1970.
  var timestamp: UInt64

  static func put(_ bid: Bid, into writer: inout ByteWriter) {
    writer.integer(bid.auction)
    writer.integer(bid.bidder)
    writer.integer(bid.price)
    writer.integer(bid.timestamp)
  }

  static func get(from reader: inout ByteReader) -> Bid {
    Bid(auction: reader.integer(), bidder: reader.integer(), price: reader.integer(), timestamp: reader.integer())
  }

  /// The bid of an index; three of four are for the four auctions that everybody wants at the time.
  static func generate(_ index: UInt64) -> Bid {
    let random = Mixing.mix(index)
    let hot = (index / 5000) * 4 + ((random &>> 2) & 3)
    return Bid(
      auction: 1000 + (random & 3 != 0 ? hot : random &>> 8) % 1000, bidder: 1 + (random &>> 20) % 50_000,
      price: 100 + (random &>> 36) % 10_000_000, timestamp: EventTime.of(index))
  }
}

/// When things happen in the inputs.
enum EventTime {
  /// Ten events per millisecond.
  static func of(_ index: UInt64) -> UInt64 { 1_700_000_000_000 + index / 10 }
}
