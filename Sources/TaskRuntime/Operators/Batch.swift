/// Records that an operator hands to the next one, with the times at which they happened where they have any.
public struct Batch<Record> {
  /// The records. Whoever is handed the batch takes all of them out; the memory stays the caller's.
  public let records: UnsafeMutableBufferPointer<Record>
  /// The event time of each record in milliseconds since 1970 began (UTC), as many as there are records; nil where the
  /// records have none. Valid as long as the call that the batch is handed over with; whoever is called may change them.
  public let timestamps: UnsafeMutablePointer<Int>?

  /// A batch of records that are in the caller's memory.
  @inlinable public init(
    _ records: UnsafeMutableBufferPointer<Record>, timestamps: UnsafeMutablePointer<Int>? = nil
  ) {
    self.records = records
    self.timestamps = timestamps
  }

  /// Copies of the records and of their timestamps; the caller deallocates both.
  @inlinable func copied() -> (UnsafeMutableBufferPointer<Record>, UnsafeMutablePointer<Int>?) {
    let copy = UnsafeMutableBufferPointer<Record>.allocate(capacity: count)
    _ = copy.initialize(fromContentsOf: records)
    guard let timestamps else { return (copy, nil) }
    let times = UnsafeMutablePointer<Int>.allocate(capacity: count)
    times.initialize(from: timestamps, count: count)
    return (copy, times)
  }

  /// The number of records.
  @inlinable public var count: Int { records.count }

  /// Moves the records out, one after the other; where `body` throws, those that are left are destroyed.
  @inlinable @inline(__always)
  public func consumeEach(_ body: (consuming Record) throws -> Void) rethrows { try records.consumeEach(body) }

  /// Moves the records out, one after the other, and ends the emitter's batch after the last. What `body` emits has the
  /// timestamp of the record that it was called with.
  @inlinable @inline(__always)
  public func consumeEach<Out>(
    into emitter: UnsafeMutablePointer<Emitter<Out>>, _ body: (consuming Record) throws -> Void
  ) throws {
    if let timestamps {
      emitter.pointee.beginTimestamps()
      var index = 0
      try records.consumeEach { record in
        emitter.pointee.timestamp = timestamps[index]
        index &+= 1
        try body(record)
      }
    } else {
      emitter.pointee.endTimestamps()
      try records.consumeEach(body)
    }
    try emitter.pointee.endBatch()
  }
}

extension UnsafeMutableBufferPointer {
  /// Moves the elements out, one after the other; where `body` throws, those that are left are destroyed.
  @inlinable @inline(__always)
  func consumeEach(_ body: (consuming Element) throws -> Void) rethrows {
    guard let base = baseAddress else { return }
    var index = 0
    do {
      while index < count {
        let element = (base + index).move()
        index &+= 1
        try body(element)
      }
    } catch {
      (base + index).deinitialize(count: count - index)
      throw error
    }
  }
}
