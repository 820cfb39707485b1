public import StreamRecords
public import TaskRuntime

/// How the lines of files become records.
///
/// ```swift
/// struct Lengths: LineFormat {
///   func parser(firstLine: () throws -> [UInt8]?) -> LengthParser { LengthParser() }
/// }
/// struct LengthParser: LineParser {
///   mutating func record(of line: TextLine) -> Int? { line.bytes.count }
/// }
/// env.fromSource(FileSource("/data/in", Lengths()), name: "Lengths").print()
/// ```
public protocol LineFormat<Record>: Sendable {
  /// What a line becomes.
  associatedtype Record: StreamCodable
  /// Parses the lines of one split.
  associatedtype Parser: LineParser where Parser.Record == Record

  /// The separator of fields, an ASCII character, if fields in double quotes may hold line feeds; nil if every line feed ends a line.
  ///
  /// A file whose fields may is read by one subtask, since only from its beginning on one can tell quotes that open from
  /// quotes that close. A quote opens a field only where a field begins.
  var quotedFieldSeparator: UInt8? { get }

  /// A parser for a part of a file.
  /// - Parameter firstLine: reads the file's first line; nil where that is the first of the lines to parse.
  func parser(firstLine: () throws -> [UInt8]?) throws -> Parser
}

extension LineFormat {
  /// nil: a line ends with its line feed.
  public var quotedFieldSeparator: UInt8? { nil }
}

/// Parses lines, in their order. It belongs to its subtask's thread.
public protocol LineParser<Record> {
  /// What a line becomes.
  associatedtype Record: StreamCodable

  /// The record of a line; nil where the line is none and may be so.
  /// - Throws: ``TextLine/malformed(_:at:)``, or any other error, where the line is not what it should be.
  mutating func record(of line: TextLine) throws -> Record?
}

/// The lines of a file, or of all files of a folder, as records.
public struct FileSource<Format: LineFormat>: StreamSource {
  @usableFromInline let path: String
  @usableFromInline let format: Format
  @usableFromInline let malformed: MalformedPolicy
  let maxLineLength: Int
  /// Bytes that are read at a time; a position lies between two reads.
  var chunkSize = 256 << 10

  /// - Parameters:
  ///   - path: a file or a folder; see ``StreamExecutionEnvironment/readTextFile(_:maxLineLength:)``.
  ///   - maxLineLength: the longest line, in bytes. A subtask needs up to three times that memory.
  ///   - malformed: what becomes of lines that are longer, or that `format` cannot read.
  public init(_ path: String, _ format: Format, maxLineLength: Int = 64 << 20, malformed: MalformedPolicy = .fail) {
    self.path = path
    self.format = format
    self.maxLineLength = maxLineLength
    self.malformed = malformed
  }

  /// Bounded: what is added to a folder later is not seen.
  public var boundedness: Boundedness { .bounded }

  /// Where malformed lines are skipped.
  public var skippedLines: SkippedLines? {
    guard case .skip(let skipped) = malformed else { return nil }
    return skipped
  }

  /// Byte ranges of the files, so that all subtasks read as much; compressed files are not cut.
  public func splits(parallelism: Int) throws -> [[FileSplit]] {
    FileDealing.deal(
      try FileListing.files(at: path).map { try $0.inspected() }, parallelism: parallelism,
      canCut: format.quotedFieldSeparator == nil)
  }

  /// A reader of the lines that begin in a part of a file.
  @inlinable public func reader(for split: FileSplit) throws -> FileReader<Format> {
    FileReader(path: split.path, lines: try lines(of: split), parser: try parser(for: split), malformed: malformed)
  }

  @inlinable func parser(for split: FileSplit) throws -> Format.Parser {
    do {
      return try format.parser { split.range.lowerBound > 0 ? try firstLine(of: split) : nil }
    } catch {
      try MalformedPolicy.fail.handle(error, path: split.path, lineOffset: 0, hasRecords: false)
      throw error
    }
  }

  @usableFromInline func lines(of split: FileSplit) throws -> LineReader { try LineReader(split, options) }

  @usableFromInline func firstLine(of split: FileSplit) throws -> [UInt8] {
    let whole = FileSplit(path: split.path, range: 0..<Int.max, fileSize: split.fileSize)
    let reader = try LineReader(whole, options)
    var first: [UInt8]?
    while first == nil, try reader.forEachLine({ if first == nil { first = Array($0.bytes) } }) {}
    return first ?? []
  }

  private var options: LineOptions {
    LineOptions(
      maxLength: maxLineLength, quotedFieldSeparator: format.quotedFieldSeparator, chunkSize: chunkSize,
      policy: malformed)
  }
}

/// Reads the lines that begin in a part of a file.
public struct FileReader<Format: LineFormat>: SplitReader {
  @usableFromInline let path: String
  @usableFromInline let lines: LineReader
  @usableFromInline var parser: Format.Parser
  @usableFromInline let malformed: MalformedPolicy
  @usableFromInline var hasRecords = false

  @usableFromInline init(path: String, lines: LineReader, parser: Format.Parser, malformed: MalformedPolicy) {
    self.path = path
    self.lines = lines
    self.parser = parser
    self.malformed = malformed
  }

  /// The lines that have not been emitted.
  @inlinable public var rest: FileSplit? { lines.rest }

  /// Emits the lines of a quarter of a megabyte.
  @inlinable public mutating func emitChunk(to out: inout Emitter<Format.Record>) throws -> ReadStatus {
    let hasMore = try lines.forEachLine { line in
      do {
        guard let record = try parser.record(of: line) else { return }
        hasRecords = true
        out.emit(record)
      } catch {
        try malformed.handle(error, path: path, lineOffset: line.offset, hasRecords: hasRecords)
      }
    }
    return hasMore ? .moreAvailable : .endOfInput
  }
}
