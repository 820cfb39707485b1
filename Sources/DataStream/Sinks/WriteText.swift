public import TaskRuntime

extension DataStream {
  /// Writes every record as a line into a folder, which gets one file per subtask: `part-0`, `part-1`, …
  ///
  /// ```swift
  /// env.fromCollection([1, 2]).writeText("/data/numbers")
  /// ```
  /// A file is written beside its place and renamed when its subtask has come to its end, so that a part is there in whole
  /// or not at all. A folder that holds parts already is refused.
  @discardableResult @inlinable public func writeText(_ path: String) -> DataStreamSink {
    sink("Sink: Text File") { context in
      let file = try PartFile(folder: path, index: context.subtask.index, of: context.subtask.parallelism)
      let lines = LineBuffer()
      return Output(
        batch: { batch in
          lines.append(batch)
          try lines.drain(file.write)
        },
        signal: { signal in if signal == .endOfInput { try file.commit() } })
    }
  }
}
