import DataStream

/// A row of three numbers, whose meaning the query says.
struct Triple: StreamCodable {
  var first: UInt64
  var second: UInt64
  var third: UInt64

  init(_ first: UInt64, _ second: UInt64, _ third: UInt64) {
    (self.first, self.second, self.third) = (first, second, third)
  }

  static func put(_ row: Triple, into writer: inout ByteWriter) {
    writer.integer(row.first)
    writer.integer(row.second)
    writer.integer(row.third)
  }

  static func get(from reader: inout ByteReader) -> Triple {
    Triple(reader.integer(), reader.integer(), reader.integer())
  }
}

extension DataStream<Triple> {
  /// The tally of rows of a key, the end of a window or a second key, and a value.
  func tallyPairs() { tally { Mixing.pair($0.first, $0.second) &* $0.third } }
}
