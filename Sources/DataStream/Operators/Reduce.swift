extension KeyedStream {
  /// Combines the records of each key, one after the other, into one.
  ///
  /// ```swift
  /// env.setRuntimeMode(.batch)
  /// env.fromCollection([1, 2, 3, 4]).keyBy { $0 % 2 }.reduce { $0 + $1 }.print()  // 4 and 6 in some order
  /// ```
  /// In streaming mode it emits every new value, in batch mode the last of each key when the input has ended; records that have
  /// timestamps are combined in their order then. An error that `combine` throws fails the job.
  /// - Parameter isCommutative: whether the order of the records does not matter, so that none have to be kept in batch mode.
  @inlinable @inline(__always) public func reduce(
    isCommutative: Bool = false, _ combine: @escaping @Sendable (_ reduced: Record, _ next: Record) throws -> Record
  ) -> DataStream<Record> {
    accumulate(
      "Keyed Reduce", state: "reduced", of: Record.self, isCommutative: isCommutative, first: { $0 },
      next: { record, reduced in reduced = try combine(reduced, record) }, emit: { $1 })
  }
}
