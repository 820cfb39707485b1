public import TaskRuntime

extension DataStream {
  /// Prints every record on standard output, as a line of its own.
  ///
  /// ```swift
  /// env.fromCollection([1, 2]).print()  // 1, 2
  /// ```
  /// Lines of several subtasks mix, but never within a line. In a cluster they come out of the client's standard output.
  @discardableResult @inlinable public func print() -> DataStreamSink { print(prefix: nil) }

  /// Prints every record after a prefix that tells the subtask, as Flink does: `prefix:2> record`.
  ///
  /// ```swift
  /// env.fromCollection([1, 2]).print("numbers")  // numbers:1> 1, numbers:1> 2
  /// ```
  @discardableResult @inlinable public func print(_ prefix: String) -> DataStreamSink { print(prefix: prefix) }

  @inlinable func print(prefix: String?) -> DataStreamSink {
    sink("Sink: Print") { context in
      let lines = LineBuffer(prefix: prefix.map { "\($0):\(context.subtask.index + 1)> " } ?? "")
      return Output(
        batch: { batch in
          lines.append(batch)
          try lines.drain(StandardOutput.write)
        },
        signal: { _ in })
    }
  }
}
