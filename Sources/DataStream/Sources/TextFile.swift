import DreyModel
import TaskRuntime

extension StreamExecutionEnvironment {
  /// The lines of a text file, without their ends. Every subtask reads the lines that begin in its part of the file.
  ///
  /// ```swift
  /// try env.readTextFile(env.arguments.require("input")).print()
  /// ```
  /// Lines end with a line feed, or a carriage return and a line feed. What is not UTF-8 reads as U+FFFD. What is no
  /// regular file, such as a pipe, is read by the first subtask alone. A file that cannot be read fails the job.
  public func readTextFile(_ path: String) -> DataStream<String> {
    source("Text File") { context, out in
      let file = try TextFile(path)
      guard let range = file.part(context.index, of: context.parallelism) else { return }
      var lines = LineReader(file, range: range)
      while try lines.emitChunk(to: &out) {
        try context.checkCancellation()
        try out.endBatch()
      }
    }
  }
}
