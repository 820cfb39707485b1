public import StreamRecords
public import TaskRuntime

/// Whether a source ends by itself.
public enum Boundedness: Sendable {
  /// It does; its splits are read one after the other.
  case bounded
  /// It goes on until the job is cancelled; a subtask's splits are read in turns.
  case unbounded
}

/// What a ``SplitReader`` came to.
public enum ReadStatus: Sendable {
  /// There is more, at once.
  case moreAvailable
  /// Nothing is there now, but something may come.
  case nothingAvailable
  /// Nothing will follow.
  case endOfInput
}

/// A source of one's own: what there is to read, cut into splits, and how one split is read.
///
/// ```swift
/// struct Squares: StreamSource {
///   var boundedness: Boundedness { .bounded }
///   func splits(parallelism: Int) -> [[IndexRange]] { IndexRange.dealt(from: 1, to: 100, parallelism: parallelism) }
///   func reader(for split: IndexRange) -> SquareReader { SquareReader(rest: split) }
/// }
/// struct SquareReader: SplitReader {
///   var rest: IndexRange?
///   mutating func emitChunk(to out: inout Emitter<Int>) -> ReadStatus {
///     guard let next = rest.removeFirst(100) else { return .endOfInput }
///     for number in next.first...next.last { out.emit(number * number) }
///     return .moreAvailable
///   }
/// }
/// env.fromSource(Squares(), name: "Squares").print()
/// ```
/// The splits are decided once per job: one process of the cluster asks for them before any subtask starts.
/// They are the same then for every subtask and after every restart, and checkpoints hold what is left of them. So a source
/// may look at a folder, a database or the clock to find its splits, and a reader at nothing but its split.
public protocol StreamSource<Record>: Sendable {
  /// What it emits.
  associatedtype Record: StreamCodable
  /// A part of the input, or what is left of one.
  associatedtype Split: StreamCodable
  /// Reads one split.
  associatedtype Reader: SplitReader where Reader.Record == Record, Reader.Split == Split

  /// Whether it ends by itself.
  var boundedness: Boundedness { get }

  /// What each of `parallelism` subtasks is to read, in the order of the subtasks.
  ///
  /// Called once per job, and not where the job goes on from a checkpoint that has the source's splits. All splits of a job
  /// may take 16 MiB as bytes. An error ends the job at once; a ``DreyModel/Failure`` of the domain `infrastructure` lets it be
  /// restarted, if its restart strategy says so.
  func splits(parallelism: Int) throws -> [[Split]]

  /// What counts lines that its readers leave out; nil, which is what there is by default, where they leave out none.
  var skippedLines: SkippedLines? { get }

  /// A reader at the beginning of a split; that may be the ``SplitReader/rest`` of another reader.
  func reader(for split: Split) throws -> Reader
}

extension StreamSource {
  /// None.
  public var skippedLines: SkippedLines? { nil }
}

/// Reads one split of a ``StreamSource``, a chunk at a time. It belongs to its subtask's thread.
public protocol SplitReader<Record, Split> {
  /// What it emits.
  associatedtype Record: StreamCodable
  /// What it reads.
  associatedtype Split: StreamCodable

  /// What has not been emitted yet, as a split of its own: a reader of it emits exactly the rest. nil where nothing is left.
  ///
  /// It is asked for between chunks. Sources that cannot be read a second time hand out what makes them begin anew.
  var rest: Split? { get }

  /// Emits the next records, some thousand at most or what is there now.
  ///
  /// It may wait for input up to a tenth of a second, and then returns ``ReadStatus/nothingAvailable``: only between two
  /// calls records are passed on that do not fill a batch, and only there a cancelled job is noticed. A split that is ahead of
  /// others, where watermarks are aligned, is not asked until they have caught up.
  mutating func emitChunk(to out: inout Emitter<Record>) throws -> ReadStatus
}
