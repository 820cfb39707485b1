extension DataStream {
  /// The records of this stream and of others, in no particular order.
  ///
  /// ```swift
  /// env.fromCollection([1, 2]).union(env.fromCollection([3])).print()  // 1, 2, 3 in some order
  /// ```
  @inlinable public func union(_ others: DataStream<Record>...) -> DataStream<Record> {
    DataStream(env: env, inputs: inputs + others.flatMap(\.inputs))
  }
}
