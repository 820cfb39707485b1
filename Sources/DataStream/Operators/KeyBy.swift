public import StreamRecords
public import TaskRuntime

extension DataStream {
  /// Brings all records of one key together in one subtask.
  ///
  /// ```swift
  /// env.fromCollection(["b", "a", "b"]).keyBy { $0 }.count().print()  // (b,1), (a,1), (b,2)
  /// ```
  /// `key` may be called several times for a record and must return the same key each time.
  @inlinable @inline(__always) public func keyBy<Key: StreamKey>(
    _ key: @escaping @Sendable (Record) throws -> Key
  ) -> KeyedStream<Record, Key> {
    let spread = Self.spreading(by: key)
    let keyed = partitioned(.hash) { context, edge in
      let partitioner = try Partitioner<Record>(context.subtask, edge: edge)
      guard partitioner.channelCount > 1 else { return partitioner.toOneChannel() }
      let maximum = context.subtask.maxParallelism
      let owners = KeyGroups.owners(maxParallelism: maximum, parallelism: partitioner.channelCount)
      return Output(batch: { try spread($0, partitioner, owners) }, signal: partitioner.signal)
    }
    return KeyedStream(stream: keyed, key: key)
  }

  /// Sends the records of a batch to the subtasks that own their keys; it is given the owner of each key group.
  @inlinable @inline(__always) static func spreading<Key: StreamKey>(
    by key: @escaping @Sendable (Record) throws -> Key
  ) -> @Sendable (Batch<Record>, Partitioner<Record>, [Int32]) throws -> Void {
    { batch, partitioner, owners in
      try owners.withUnsafeBufferPointer { owners in
        try partitioner.send(batch) { record in
          Int(owners[KeyGroups.group(ofHash: try key(record.pointee).fastHash, maxParallelism: owners.count)])
        }
      }
    }
  }
}

/// A stream whose records of one key are all in the same subtask; its operators keep state per key.
public struct KeyedStream<Record: StreamCodable, Key: StreamKey> {
  @usableFromInline let stream: DataStream<Record>
  @usableFromInline let key: @Sendable (Record) throws -> Key

  @inlinable @inline(__always) init(stream: DataStream<Record>, key: @escaping @Sendable (Record) throws -> Key) {
    self.stream = stream
    self.key = key
  }
}
