public import StreamRecords

/// Records in order of their event time; those of the same time in the order in which they came.
@usableFromInline
struct TimedBuffer<Record: StreamCodable>: StreamCodable {
  @usableFromInline private(set) var times: [Int] = []
  @usableFromInline private(set) var records: [Record] = []

  @usableFromInline init() {}

  /// The times, then the records.
  @usableFromInline static func put(_ buffer: TimedBuffer, into writer: inout ByteWriter) throws {
    try [Int].put(buffer.times, into: &writer)
    try [Record].put(buffer.records, into: &writer)
  }

  /// Reads back what ``put(_:into:)`` wrote.
  @usableFromInline static func get(from reader: inout ByteReader) throws -> TimedBuffer {
    var buffer = TimedBuffer()
    buffer.times = try [Int].get(from: &reader)
    buffer.records = try [Record].get(from: &reader)
    if buffer.times.count != buffer.records.count { reader.fail() }
    return buffer
  }

  @usableFromInline mutating func insert(_ record: Record, at time: Int) {
    let index = firstIndex(after: time)
    times.insert(time, at: index)
    records.insert(record, at: index)
  }

  /// The places of the records from `first` to `last`, both included.
  @usableFromInline func indices(from first: Int, to last: Int) -> Range<Int> {
    let start = firstIndex(after: first - 1)
    return start..<max(start, firstIndex(after: last))
  }

  /// Takes out all records up to `time`, that included.
  @usableFromInline mutating func removeAll(upTo time: Int) {
    let count = firstIndex(after: time)
    guard count > 0 else { return }
    times.removeFirst(count)
    records.removeFirst(count)
  }

  private func firstIndex(after time: Int) -> Int {
    if let last = times.last, last <= time { return times.count }
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
