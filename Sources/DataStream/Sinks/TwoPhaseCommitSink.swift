public import StreamRecords

/// A sink of one's own whose results nobody sees before they are whole: subtasks write and prepare, one committer commits.
///
/// ```swift
/// struct Rows: TwoPhaseCommitSink {
///   let table: Table
///   func writer(_ context: OperatorContext) throws -> RowWriter { RowWriter(table, try table.begin()) }
///   func commit(_ transaction: Int) throws { try table.commit(transaction) }
///   func abort(_ transactions: [Int]) { for transaction in transactions { table.rollBack(transaction) } }
/// }
/// final class RowWriter: CommittingWriter {
///   …
///   func write(_ row: Row) throws { try table.insert(row, transaction) }
///   func prepareCommit() throws -> [Int] { [transaction] }
///   func abort() { table.rollBack(transaction) }
/// }
/// stream.sinkTo(Rows(table: table), name: "Rows")
/// ```
/// What is written becomes visible when all subtasks of the sink have come to the end of their input, and with checkpoints
/// whenever one is complete.
public protocol TwoPhaseCommitSink<Record>: Sendable {
  /// What it takes.
  associatedtype Record: StreamCodable
  /// What is needed to commit what a writer has prepared, in another process too.
  associatedtype Committable: StreamCodable
  /// Writes one subtask's share.
  associatedtype Writer: CommittingWriter where Writer.Record == Record, Writer.Committable == Committable

  /// A writer for one subtask.
  func writer(_ context: OperatorContext) throws -> Writer

  /// The sink as the committer uses it, made once per attempt; itself unless the sink says otherwise.
  ///
  /// A sink that is made of another one hands this on as well.
  func forCommitter(_ context: OperatorContext) throws -> Self

  /// Makes visible what was prepared. It may be asked for what it has committed before, which is no error.
  func commit(_ committable: Committable) throws

  /// Removes what was prepared and will never be committed, since the job ended before. There may be more than
  /// `committables`: what was on its way to the committer got lost. Sinks that can find it remove it too. With checkpoints it
  /// is called once all that is to be seen is committed, for what attempts that failed may have left.
  func abort(_ committables: [Committable])
}

extension TwoPhaseCommitSink {
  /// Itself.
  public func forCommitter(_ context: OperatorContext) throws -> Self { self }
}

/// Writes one subtask's share of what a ``TwoPhaseCommitSink`` takes. It belongs to its subtask's thread.
public protocol CommittingWriter<Record, Committable>: AnyObject {
  /// What it takes.
  associatedtype Record: StreamCodable
  /// What is needed to commit.
  associatedtype Committable: StreamCodable

  /// Takes a record; nobody is to see it yet.
  func write(_ record: consuming Record) throws

  /// Makes sure that everything written so far can be committed whatever happens to this process. What is written later
  /// belongs to the next commit.
  func prepareCommit() throws -> [Committable]

  /// Removes what was written and not handed over; called where the job ends early, and the last that is called.
  func abort()
}

/// A writer that needs to know, where the job goes on after a failure or from a savepoint, how far the writers before it came.
public protocol StatefulCommittingWriter: CommittingWriter {
  /// What it needs to know.
  associatedtype State: StreamCodable

  /// As of now; asked for right after ``CommittingWriter/prepareCommit()``.
  var state: State { get }

  /// Called before the first record with the states of all writers that there were, in no particular order; there may have been
  /// more or fewer of them.
  func restore(_ states: [State]) throws
}
