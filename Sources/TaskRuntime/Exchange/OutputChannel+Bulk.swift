public import StreamRecords

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

  /// Moves records out of a block, those at `places`, with their timestamps, after ``begin(isTimed:)`` said whether they
  /// have any.
  @inlinable mutating func append(
    _ places: UnsafeBufferPointer<UInt8>, of block: UnsafeMutablePointer<Record>, _ times: UnsafeMutablePointer<Int>?
  ) throws {
    var taken = 0
    do {
      while taken < places.count {
        if isLocal {
          taken &+= gather(UnsafeBufferPointer(rebasing: places[taken...]), of: block, times)
          if count == size.checkpoint { try measure() }
        } else {
          let place = Int(places[taken])
          taken &+= 1
          if let times { frame.integer(times[place]) }
          try append((block + place).move())
        }
      }
    } catch {
      for place in places[taken...] { (block + Int(place)).deinitialize(count: 1) }
      throw error
    }
  }

  /// Moves records to the batch that is being filled, as many as it takes until it is to be looked at.
  /// - Returns: how many.
  @inlinable mutating func gather(
    _ places: UnsafeBufferPointer<UInt8>, of block: UnsafeMutablePointer<Record>, _ times: UnsafeMutablePointer<Int>?
  ) -> Int {
    if base == nil, times != nil { timestamps = .allocate(capacity: Self.batchSize) }
    let gathered = min(places.count, size.checkpoint &- count)
    let records = (base ?? allocate()) + count
    for index in 0..<gathered { (records + index).moveInitialize(from: block + Int(places[index]), count: 1) }
    if let timestamps, let times {
      for index in 0..<gathered { timestamps[count &+ index] = times[Int(places[index])] }
    }
    count &+= gathered
    return gathered
  }
}
