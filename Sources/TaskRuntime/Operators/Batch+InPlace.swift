extension Batch {
  /// Makes one record of each, and hands them to the emitter's output. Where a new record takes no more room than an old
  /// one it is put into the place of the old one: nothing is copied, and less memory is touched.
  @inlinable @inline(__always)
  public func map<Out>(
    into emitter: UnsafeMutablePointer<Emitter<Out>>, _ transform: (Record) throws -> Out
  ) throws {
    guard MemoryLayout<Out>.stride <= MemoryLayout<Record>.stride,
      MemoryLayout<Out>.alignment <= MemoryLayout<Record>.alignment, let base = records.baseAddress
    else { return try consumeEach(into: emitter) { emitter.pointee.emit(try transform($0)) } }
    let memory = UnsafeMutableRawPointer(base)
    defer { memory.bindMemory(to: Record.self, capacity: count) }
    var index = 0
    do {
      while index < count {
        let record = (base + index).move()
        index &+= 1
        (memory + (index &- 1) &* MemoryLayout<Out>.stride).initializeMemory(as: Out.self, to: try transform(record))
      }
    } catch {
      memory.assumingMemoryBound(to: Out.self).deinitialize(count: index &- 1)
      (base + index).deinitialize(count: count &- index)
      throw error
    }
    let made = UnsafeMutableBufferPointer(start: memory.assumingMemoryBound(to: Out.self), count: count)
    try emitter.pointee.pass(Batch<Out>(made, timestamps: timestamps))
  }

  /// Hands the records that are to stay to the emitter's output, in the memory that they are in, and destroys the others.
  @inlinable @inline(__always)
  public func filter(
    into emitter: UnsafeMutablePointer<Emitter<Record>>, _ isIncluded: (Record) throws -> Bool
  ) throws {
    guard let base = records.baseAddress else { return }
    var (index, kept) = (0, 0)
    do {
      while index < count {
        if try isIncluded(base[index]) {
          if kept != index { (base + kept).moveInitialize(from: base + index, count: 1) }
          if let timestamps { timestamps[kept] = timestamps[index] }
          kept &+= 1
        } else {
          (base + index).deinitialize(count: 1)
        }
        index &+= 1
      }
    } catch {
      base.deinitialize(count: kept)
      (base + index).deinitialize(count: count &- index)
      throw error
    }
    try emitter.pointee.pass(Batch(UnsafeMutableBufferPointer(start: base, count: kept), timestamps: timestamps))
  }
}

extension Emitter {
  /// Passes on a batch as it is, after what was emitted before it.
  /// - Throws: what went wrong further down the chain since the emitter was made.
  @inlinable public mutating func pass(_ batch: Batch<Record>) throws {
    do {
      try endBatch()
    } catch {
      batch.records.deinitialize()
      throw error
    }
    if batch.count > 0 { try next.batch(batch) }
  }
}
