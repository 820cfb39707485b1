import DataStream

/// Somebody comes to the auction house, or opens an auction there: the input of `q3` and `q8`.
enum Registration: StreamCodable {
  case person(Person)
  case auction(Auction)

  var timestamp: UInt64 {
    switch self {
    case .person(let person): person.timestamp
    case .auction(let auction): auction.timestamp
    }
  }

  static func put(_ registration: Registration, into writer: inout ByteWriter) {
    switch registration {
    case .person(let person):
      writer.integer(0 as UInt8)
      Person.put(person, into: &writer)
    case .auction(let auction):
      writer.integer(1 as UInt8)
      Auction.put(auction, into: &writer)
    }
  }

  static func get(from reader: inout ByteReader) -> Registration {
    reader.integer(UInt8.self) == 0 ? .person(.get(from: &reader)) : .auction(.get(from: &reader))
  }

  /// The event of an index: one person, then three auctions, each by one of the latest 25,000 people.
  static func generate(_ index: UInt64) -> Registration {
    let random = Mixing.mix(index)
    let people = 1 + index / 4
    let timestamp = EventTime.of(index)
    if index % 4 == 0 { return .person(Person(id: people, state: (random &>> 8) % 6, timestamp: timestamp)) }
    let seller = people - (random &>> 20) % min(people, 25_000)
    return .auction(Auction(id: index, seller: seller, category: 10 + (random &>> 8) % 5, timestamp: timestamp))
  }
}

struct Person: StreamCodable {
  var id: UInt64
  /// Where they live, from 0 to 5.
  var state: UInt64
  var timestamp: UInt64

  static func put(_ person: Person, into writer: inout ByteWriter) {
    writer.integer(person.id)
    writer.integer(person.state)
    writer.integer(person.timestamp)
  }

  static func get(from reader: inout ByteReader) -> Person {
    Person(id: reader.integer(), state: reader.integer(), timestamp: reader.integer())
  }
}

struct Auction: StreamCodable {
  var id: UInt64
  var seller: UInt64
  var category: UInt64
  var timestamp: UInt64

  static func put(_ auction: Auction, into writer: inout ByteWriter) {
    writer.integer(auction.id)
    writer.integer(auction.seller)
    writer.integer(auction.category)
    writer.integer(auction.timestamp)
  }

  static func get(from reader: inout ByteReader) -> Auction {
    Auction(id: reader.integer(), seller: reader.integer(), category: reader.integer(), timestamp: reader.integer())
  }
}
