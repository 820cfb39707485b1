import DreyModel
import Glibc
public import StreamRecords
import TaskRuntime

/// Writes records into the files of a folder, which can be seen when all of them are whole.
///
/// ```swift
/// let sink = FileSink<Int>("/data/numbers", maxPartSize: 128 << 20) { number, bytes in bytes.text("\(number)\n") }
/// env.generateSequence(from: 1, to: 1_000_000).sinkTo(sink, name: "Numbers")
/// ```
/// While they are written, the names of files begin with a dot. A job that fails or is cancelled leaves none; one whose
/// machine or process dies may leave hidden ones. A folder that holds parts already is refused, and all processes of a job
/// must see the same folder.
///
/// With checkpoints a part is finished at each of them, and seen when the checkpoint is complete: whoever looks only at what can
/// be seen finds every record once, whatever fails. Hidden files of a job that failed or was cancelled stay then, since
/// it may go on from a checkpoint that they belong to.
public struct FileSink<Record: StreamCodable>: TwoPhaseCommitSink {
  let folder: OutputFolder
  /// Why nobody can write there.
  let problem: Failure?
  /// Held by the sink that commits.
  private var claim: FolderClaim?
  let maxPartSize: Int?
  let header: [UInt8]
  @usableFromInline let encode: @Sendable (Record, inout ByteWriter) throws -> Void

  /// - Parameters:
  ///   - folder: is made where it is not there.
  ///   - maxPartSize: a part of so many bytes is finished and the next one begun: `part-SUBTASK-COUNT`. nil means one part
  ///     per subtask, `part-SUBTASK`, which is there even if it is empty.
  ///   - header: begins each part.
  ///   - encode: appends the bytes of a record, with whatever ends it.
  public init(
    _ folder: String, maxPartSize: Int? = nil, header: [UInt8] = [],
    encode: @escaping @Sendable (Record, inout ByteWriter) throws -> Void
  ) {
    do throws(Failure) {
      self.folder = OutputFolder(path: Self.plain(try FileAddress.path(folder)))
      problem = nil
    } catch {
      self.folder = OutputFolder(path: folder)
      problem = error
    }
    self.maxPartSize = maxPartSize
    self.header = header
    self.encode = encode
  }

  /// A writer of one subtask's parts.
  @inlinable public func writer(_ context: OperatorContext) throws -> FileSinkWriter<Record> {
    FileSinkWriter(try parts(context), context, encode)
  }

  /// Behind the last slash comes nothing.
  private static func plain(_ path: String) -> String {
    var path = path
    while path.hasSuffix("/"), path.utf8.count > 1 { path.removeLast() }
    return path
  }

  @usableFromInline func parts(_ context: OperatorContext) throws -> PartFiles {
    let checkpoints = context.subtask.checkpoints
    let claim = try claim(context, mayHoldParts: context.isRestored)
    return try PartFiles(
      folder, claim, subtask: context.subtask.index, maxSize: maxPartSize, header: header,
      isSingle: maxPartSize == nil && !checkpoints.isEnabled && !context.isRestored,
      attempt: checkpoints.attemptToken)
  }

  private func claim(_ context: OperatorContext, mayHoldParts: Bool) throws -> FolderClaim {
    if let problem { throw problem }
    let checkpoints = context.subtask.checkpoints
    try folder.make()
    if !mayHoldParts, let part = try folder.firstPart() { throw OutputFailures.occupied(folder.path, by: part) }
    return try FolderClaim.take(
      folder, for: FolderOwner(job: checkpoints.jobToken, sink: context.familyUID), outlives: checkpoints.isEnabled,
      mayTakeOver: !checkpoints.isFallback)
  }

  /// The sink with the folder claimed for its job.
  public func forCommitter(_ context: OperatorContext) throws -> FileSink {
    var copy = self
    copy.claim = try claim(context, mayHoldParts: true)
    return copy
  }

  /// Gives a part its name, in the folder that it was written to.
  public func commit(_ part: PendingPart) throws {
    guard let home = part.folder, !home.isSame(as: FolderIdentity(of: folder)) else {
      return try folder.commit(part.name)
    }
    try OutputFolder(path: home.path).commit(part.name)
  }

  /// Removes all that the job has not committed.
  public func abort(_ parts: [PendingPart]) {
    guard let claim else {
      for part in parts { unlink(folder.pending(part.name)) }
      return
    }
    folder.removePending(of: claim.job, unfinished: parts.isEmpty)
    claim.release()
  }
}

/// Writes one subtask's parts of a ``FileSink``.
public final class FileSinkWriter<Record: StreamCodable>: StatefulCommittingWriter {
  @usableFromInline let parts: PartFiles
  @usableFromInline let encode: @Sendable (Record, inout ByteWriter) throws -> Void
  /// A pointer, so that reaching it costs no exclusivity check.
  @usableFromInline let bytes: UnsafeMutablePointer<ByteWriter>
  @usableFromInline let wanted: UnsafeMutablePointer<Int>
  private let name: String
  private let parallelism: Int
  private let takesBack: Bool

  @usableFromInline init(
    _ parts: PartFiles, _ context: OperatorContext,
    _ encode: @escaping @Sendable (Record, inout ByteWriter) throws -> Void
  ) {
    self.parts = parts
    self.encode = encode
    name = context.name
    (parallelism, takesBack) = (context.subtask.parallelism, context.subtask.checkpoints.isFallback)
    bytes = .allocate(capacity: 1)
    bytes.initialize(to: ByteWriter(capacity: 32 << 10))
    wanted = .allocate(capacity: 1)
    wanted.initialize(to: parts.wanted)
  }

  deinit {
    bytes.deinitialize(count: 1)
    bytes.deallocate()
    wanted.deallocate()
  }

  /// Takes a record.
  @inlinable public func write(_ record: consuming Record) throws {
    try encode(record, &bytes.pointee)
    if bytes.pointee.count >= wanted.pointee { try drain() }
  }

  @usableFromInline func drain() throws {
    guard bytes.pointee.count > 0 else { return }
    try bytes.pointee.withBytes { try parts.write($0) }
    bytes.pointee.truncate(to: 0)
    wanted.pointee = parts.wanted
  }

  /// Finishes the part that is being written.
  @inlinable public func prepareCommit() throws -> [PendingPart] {
    try drain()
    return try parts.prepareCommit()
  }

  /// Which subtask it is, and how many parts it has begun in which folder.
  public var state: PartCount { PartCount(subtask: parts.subtask, count: parts.count, folder: parts.identity) }

  /// Goes on counting parts where the writers before did, so that no name comes twice.
  public func restore(_ states: [PartCount]) throws {
    if let other = states.compactMap(\.folder).first(where: { !$0.isSame(as: parts.identity) }), try parts.holdsParts()
    {
      throw OutputFailures.foreignState(name, parts.identity.path, of: other.path)
    }
    if takesBack {
      for before in states where before.subtask % parallelism == parts.subtask {
        try parts.takeBack(of: before.subtask, from: before.count)
      }
    }
    parts.skip(to: states.map(\.count).max() ?? 0)
  }

  /// Removes what was not handed over, also what was prepared last.
  @inlinable public func abort() { parts.abort() }
}

/// A sink whose folder is known when a job is executed.
protocol FolderSink {
  var folder: OutputFolder { get }
  /// Why nobody can write there.
  var problem: Failure? { get }
}

extension FileSink: FolderSink {}
