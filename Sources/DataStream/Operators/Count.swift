public import StreamRecords

extension KeyedStream {
  /// Counts the records of each key.
  ///
  /// ```swift
  /// env.setRuntimeMode(.batch)
  /// env.fromCollection(["b", "a", "b"]).keyBy { $0 }.count().print()  // (a,1), (b,2) in some order
  /// ```
  /// In streaming mode it emits every new count, in batch mode the last of each key when the input has ended.
  @inlinable @inline(__always) public func count() -> DataStream<KeyValue<Key, Int>> {
    accumulate(
      "Keyed Count", state: "count", of: Int.self, isCommutative: true, first: { _ in 1 },
      next: { _, count in count &+= 1 },
      emit: { KeyValue($0, $1) })
  }
}
