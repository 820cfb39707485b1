extension StreamExecutionEnvironment {
  /// The lines of a text file, or of all files of a folder, without their ends.
  ///
  /// ```swift
  /// try env.readTextFile(env.arguments.require("input")).print()
  /// ```
  /// Every subtask reads as many bytes: files are cut into parts, and a subtask reads the lines that begin in its parts.
  /// Files that are packed with gzip, bzip2, xz, zstd or deflate are unpacked and not cut: their first bytes say so, whatever
  /// their names. Other archives, files without lines such as Parquet's, and text in UTF-16 or UTF-32 fail the job. What is
  /// no regular file, such as a pipe, is read by one subtask. Folders are read with all folders in them, without what is
  /// hidden or begins with `_`; files must not change while the job reads them.
  ///
  /// Lines end with a line feed, or a carriage return and a line feed. A mark at the beginning of a file (U+FEFF) is no part
  /// of its text. As in Flink, what is not UTF-8 reads as U+FFFD. A file that cannot be read, or was truncated meanwhile,
  /// fails the job.
  /// - Parameter path: a file or a folder, by its path or by an address such as `file:///data/in`.
  /// - Parameter maxLineLength: a line of more bytes fails the job, before it takes all memory.
  public func readTextFile(_ path: String, maxLineLength: Int = 64 << 20) -> DataStream<String> {
    fromSource(FileSource(path, TextLines(), maxLineLength: maxLineLength), name: "Text File")
  }
}

/// Lines as they are, for a ``FileSource`` whose watermarks know its files.
///
/// ```swift
/// let strategy = WatermarkStrategy<String>.forMonotonousTimestamps { line in Int(line.prefix(13)) ?? 0 }
/// env.fromSource(FileSource("/data/logs", TextLines()), watermarkStrategy: strategy, name: "Logs").print()
/// ```
public struct TextLines: LineFormat, LineParser {
  /// A format without settings.
  public init() {}

  /// Itself, which knows nothing of other lines.
  public func parser(firstLine: () throws -> [UInt8]?) -> TextLines { self }

  /// The line's text. As in Flink, what is not UTF-8 reads as U+FFFD.
  public func record(of line: TextLine) -> String? { line.text }
}
