import DataStream
import Foundation

/// Four numbers, by hand.
struct Bid: StreamCodable {
  var auction: Int
  var bidder: Int
  var price: Int
  var time: Int

  static func put(_ bid: Bid, into writer: inout ByteWriter) {
    Int.put(bid.auction, into: &writer)
    Int.put(bid.bidder, into: &writer)
    Int.put(bid.price, into: &writer)
    Int.put(bid.time, into: &writer)
  }

  static func get(from reader: inout ByteReader) -> Bid {
    Bid(
      auction: .get(from: &reader), bidder: .get(from: &reader), price: .get(from: &reader), time: .get(from: &reader))
  }

  static let samples = (0..<1000).map {
    Bid(auction: $0, bidder: $0 * 7919, price: $0 * 31, time: 1_700_000_000_000 + $0)
  }
}

struct WordCount: StreamCodable {
  var word: String
  var count: Int

  static func put(_ word: WordCount, into writer: inout ByteWriter) {
    String.put(word.word, into: &writer)
    Int.put(word.count, into: &writer)
  }

  static func get(from reader: inout ByteReader) -> WordCount {
    WordCount(word: .get(from: &reader), count: .get(from: &reader))
  }

  static let samples = (0..<1000).map { WordCount(word: "word\($0 % 97)", count: $0) }
}

/// The same by `Codable`.
struct CodableBid: Codable, StreamCodable {
  var auction: Int
  var bidder: Int
  var price: Int
  var time: Int

  static let samples = Bid.samples.map {
    CodableBid(auction: $0.auction, bidder: $0.bidder, price: $0.price, time: $0.time)
  }
}

struct CodableWordCount: Codable, StreamCodable {
  var word: String
  var count: Int

  static let samples = WordCount.samples.map { CodableWordCount(word: $0.word, count: $0.count) }
}

/// The same as JSON, for comparison.
struct JSON<Value: Codable & Sendable>: StreamCodable {
  var value: Value

  static func put(_ json: JSON, into writer: inout ByteWriter) throws {
    let data = try JSONEncoder().encode(json.value)
    writer.integer(UInt32(data.count))
    data.withUnsafeBytes { writer.bytes($0) }
  }

  static func get(from reader: inout ByteReader) throws -> JSON {
    let count = Int(reader.integer(UInt32.self))
    return JSON(value: try JSONDecoder().decode(Value.self, from: Data(reader.bytes(count))))
  }
}
