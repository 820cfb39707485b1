extension OutputChannel {
  /// Appends all records of a batch, after ``begin(isTimed:)`` said whether they have timestamps: what stays in this
  /// process is moved as a block.
  @inlinable mutating func append(contentsOf batch: Batch<Record>) throws {
    guard isLocal, let start = batch.records.baseAddress else { return try encode(batch) }
    var taken = 0
    do {
      while taken < batch.count {
        taken &+= move(start + taken, batch.timestamps.map { $0 + taken }, atMost: batch.count &- taken)
        if count == size.checkpoint { try measure() }
      }
    } catch {
      (start + taken).deinitialize(count: batch.count &- taken)
      throw error
    }
  }

  /// Moves records to the batch that is being filled, as many as it takes until it is to be looked at.
  /// - Returns: how many.
  @inlinable mutating func move(
    _ records: UnsafeMutablePointer<Record>, _ times: UnsafeMutablePointer<Int>?, atMost limit: Int
  ) -> Int {
    if base == nil, times != nil { timestamps = .allocate(capacity: Self.batchSize) }
    let moved = min(limit, size.checkpoint &- count)
    ((base ?? allocate()) + count).moveInitialize(from: records, count: moved)
    if let timestamps, let times { (timestamps + count).update(from: times, count: moved) }
    count &+= moved
    return moved
  }

  @inlinable mutating func encode(_ batch: Batch<Record>) throws {
    guard let timestamps = batch.timestamps else { return try batch.consumeEach { try append($0) } }
    var index = 0
    try batch.consumeEach { record in
      try append(record, timestamp: timestamps[index])
      index &+= 1
    }
  }
}
