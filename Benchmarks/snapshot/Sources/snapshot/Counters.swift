import DataStream

/// What is kept per key: 40 bytes with the key.
struct Counters: StreamCodable {
  var count = 0
  var sum = 0
  var least = Int.max
  var greatest = Int.min

  mutating func add(_ value: Int) {
    count += 1
    sum &+= value
    least = min(least, value)
    greatest = max(greatest, value)
  }

  static func put(_ counters: Counters, into writer: inout ByteWriter) {
    writer.integer(counters.count)
    writer.integer(counters.sum)
    writer.integer(counters.least)
    writer.integer(counters.greatest)
  }

  static func get(from reader: inout ByteReader) -> Counters {
    var counters = Counters()
    counters.count = reader.integer(Int.self)
    counters.sum = reader.integer(Int.self)
    counters.least = reader.integer(Int.self)
    counters.greatest = reader.integer(Int.self)
    return counters
  }
}
