public import StreamRecords

extension DataStream {
  /// Brings another stream, of any type, to the same operator.
  ///
  /// ```swift
  /// env.fromCollection([1, 2]).connect(env.fromCollection(["a"]))
  ///   .map({ "number \($0)" }, { "word \($0)" }).print()  // number 1, number 2, word a in some order
  /// ```
  @inlinable public func connect<Other: StreamCodable>(
    _ other: DataStream<Other>
  ) -> ConnectedStreams<Record, Other> {
    ConnectedStreams(first: self, second: other)
  }
}

extension ConnectedStreams {
  /// Emits one record for each record of either stream; Flink's `CoMapFunction`.
  ///
  /// ```swift
  /// numbers.connect(words).map({ "number \($0)" }, { "word \($0)" }).print()
  /// ```
  /// An error that a function throws fails the job.
  @inlinable public func map<Out: StreamCodable>(
    _ map1: @escaping @Sendable (First) throws -> Out, _ map2: @escaping @Sendable (Second) throws -> Out
  ) -> DataStream<Out> {
    transformEach("Co-Map", { $1.emit(try map1($0)) }, { $1.emit(try map2($0)) })
  }
}
