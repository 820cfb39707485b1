public import StreamRecords

extension KeyedStream {
  /// Adds up a number of the records of each key.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.sum { $0.price }.print()
  /// ```
  /// In streaming mode it emits every new sum, in batch mode the last of each key when the input has ended; so do the others
  /// here. A sum of integers that is too large wraps around, as in Flink.
  @inlinable @inline(__always) public func sum<Value: StreamCodable & FixedWidthInteger>(
    by value: @escaping @Sendable (Record) throws -> Value
  ) -> DataStream<KeyValue<Key, Value>> {
    accumulate(
      "Keyed Sum", of: Value.self, isCommutative: true, first: value, next: { $1 &+= try value($0) },
      emit: { KeyValue($0, $1) })
  }

  /// Adds up a number of the records of each key.
  @inlinable @inline(__always) public func sum<Value: StreamCodable & FloatingPoint>(
    by value: @escaping @Sendable (Record) throws -> Value
  ) -> DataStream<KeyValue<Key, Value>> {
    accumulate(
      "Keyed Sum", of: Value.self, isCommutative: false, first: value, next: { $1 += try value($0) },
      emit: { KeyValue($0, $1) })
  }

  /// The lowest value that the records of each key have of something.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.min { $0.price }.print()
  /// ```
  @inlinable @inline(__always) public func min<Value: StreamCodable & Comparable>(
    by value: @escaping @Sendable (Record) throws -> Value
  ) -> DataStream<KeyValue<Key, Value>> {
    accumulate(
      "Keyed Min", of: Value.self, isCommutative: Value.self is any BinaryInteger.Type, first: value,
      next: { record, lowest in
        let next = try value(record)
        if next < lowest { lowest = next }
      }, emit: { KeyValue($0, $1) })
  }

  /// The highest value that the records of each key have of something.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.max { $0.price }.print()
  /// ```
  @inlinable @inline(__always) public func max<Value: StreamCodable & Comparable>(
    by value: @escaping @Sendable (Record) throws -> Value
  ) -> DataStream<KeyValue<Key, Value>> {
    accumulate(
      "Keyed Max", of: Value.self, isCommutative: Value.self is any BinaryInteger.Type, first: value,
      next: { record, highest in
        let next = try value(record)
        if next > highest { highest = next }
      }, emit: { KeyValue($0, $1) })
  }

  /// The record of each key that has the lowest value of something; the first of those that have the same.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.minBy { $0.price }.print()
  /// ```
  @inlinable @inline(__always) public func minBy<Value: Comparable & SendableMetatype>(
    _ value: @escaping @Sendable (Record) throws -> Value
  ) -> DataStream<Record> {
    accumulate(
      "Keyed Min By", of: Record.self, isCommutative: false, first: { $0 },
      next: { record, lowest in if try value(record) < value(lowest) { lowest = record } }, emit: { $1 })
  }

  /// The record of each key that has the highest value of something; the first of those that have the same.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.maxBy { $0.price }.print()
  /// ```
  @inlinable @inline(__always) public func maxBy<Value: Comparable & SendableMetatype>(
    _ value: @escaping @Sendable (Record) throws -> Value
  ) -> DataStream<Record> {
    accumulate(
      "Keyed Max By", of: Record.self, isCommutative: false, first: { $0 },
      next: { record, highest in if try value(record) > value(highest) { highest = record } }, emit: { $1 })
  }
}
