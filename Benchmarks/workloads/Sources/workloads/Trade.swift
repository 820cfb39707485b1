import DataStream

/// An auction is opened, or somebody bids: the input of `q4`.
enum Trade: StreamCodable {
  case opening(Opening)
  case offer(Offer)

  var timestamp: UInt64 {
    switch self {
    case .opening(let opening): opening.timestamp
    case .offer(let offer): offer.timestamp
    }
  }

  static func put(_ trade: Trade, into writer: inout ByteWriter) {
    switch trade {
    case .opening(let opening):
      writer.integer(0 as UInt8)
      Opening.put(opening, into: &writer)
    case .offer(let offer):
      writer.integer(1 as UInt8)
      Offer.put(offer, into: &writer)
    }
  }

  static func get(from reader: inout ByteReader) -> Trade {
    reader.integer(UInt8.self) == 0 ? .opening(.get(from: &reader)) : .offer(.get(from: &reader))
  }

  /// The event of an index: one auction, then fifteen bids, each for one of the latest 6,000 auctions, open or closed.
  static func generate(_ index: UInt64) -> Trade {
    let random = Mixing.mix(index)
    let auctions = 1 + index / 16
    let timestamp = EventTime.of(index)
    if index % 16 == 0 {
      let closes = timestamp + 1000 + (random &>> 20) % 9000
      let category = 10 + (random &>> 8) % 5
      return .opening(Opening(auction: auctions, closes: closes, category: category, timestamp: timestamp))
    }
    let auction = auctions - (random &>> 8) % min(auctions, 6000)
    return .offer(Offer(auction: auction, price: 100 + (random &>> 36) % 10_000_000, timestamp: timestamp))
  }
}

struct Opening: StreamCodable {
  var auction: UInt64
  /// When the last bid counts.
  var closes: UInt64
  var category: UInt64
  var timestamp: UInt64

  static func put(_ opening: Opening, into writer: inout ByteWriter) {
    writer.integer(opening.auction)
    writer.integer(opening.closes)
    writer.integer(opening.category)
    writer.integer(opening.timestamp)
  }

  static func get(from reader: inout ByteReader) -> Opening {
    Opening(
      auction: reader.integer(), closes: reader.integer(), category: reader.integer(), timestamp: reader.integer())
  }
}

struct Offer: StreamCodable {
  var auction: UInt64
  var price: UInt64
  var timestamp: UInt64

  static func put(_ offer: Offer, into writer: inout ByteWriter) {
    writer.integer(offer.auction)
    writer.integer(offer.price)
    writer.integer(offer.timestamp)
  }

  static func get(from reader: inout ByteReader) -> Offer {
    Offer(auction: reader.integer(), price: reader.integer(), timestamp: reader.integer())
  }
}
