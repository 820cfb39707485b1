public import TaskRuntime

extension DataStream {
  /// Takes all records and does nothing with them; Flink's `DiscardingSink`, for measurements.
  ///
  /// ```swift
  /// env.generateSequence(from: 1, to: 1_000_000).map { $0 * $0 }.discard()
  /// ```
  @discardableResult @inlinable public func discard() -> DataStreamSink {
    sink("Sink: Discarding") { _ in
      Output(batch: { batch in batch.consumeEach { _ in } }, signal: { _ in })
    }
  }
}
