public import StreamRecords
public import TaskRuntime

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
    self.folder = OutputFolder(path: folder)
    self.maxPartSize = maxPartSize
    self.header = header
    self.encode = encode
  }

  /// A writer of one subtask's parts.
  @inlinable public func writer(_ context: OperatorContext) throws -> FileSinkWriter<Record> {
    FileSinkWriter(try parts(context), context.subtask, encode)
  }

  @usableFromInline func parts(_ context: OperatorContext) throws -> PartFiles {
    let checkpoints = context.subtask.checkpoints
    return try PartFiles(
      folder, subtask: context.subtask.index, maxSize: maxPartSize, header: header,
      rolling: checkpoints.isEnabled
        ? .withCheckpoints(isRestored: context.isRestored, attempt: checkpoints.attemptToken) : .never)
  }

  /// Gives a part its name.
  public func commit(_ part: String) throws { try folder.commit(part) }

  /// Removes all that was not committed.
  public func abort(_ parts: [String]) { folder.removePending(unfinished: parts.isEmpty) }
}

/// Writes one subtask's parts of a ``FileSink``.
public final class FileSinkWriter<Record: StreamCodable>: StatefulCommittingWriter {
  @usableFromInline let parts: PartFiles
  @usableFromInline let encode: @Sendable (Record, inout ByteWriter) throws -> Void
  /// A pointer, so that reaching it costs no exclusivity check.
  @usableFromInline let bytes: UnsafeMutablePointer<ByteWriter>
  @usableFromInline let wanted: UnsafeMutablePointer<Int>
  private let parallelism: Int
  private let takesBack: Bool

  @usableFromInline init(
    _ parts: PartFiles, _ context: SubtaskContext,
    _ encode: @escaping @Sendable (Record, inout ByteWriter) throws -> Void
  ) {
    self.parts = parts
    self.encode = encode
    (parallelism, takesBack) = (context.parallelism, context.checkpoints.isFallback)
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
  @inlinable public func prepareCommit() throws -> [String] {
    try drain()
    return try parts.prepareCommit()
  }

  /// Which subtask it is, and how many parts it has begun.
  public var state: KeyValue<Int, Int> { KeyValue(parts.subtask, parts.count) }

  /// Goes on counting parts where the writers before did, so that no name comes twice.
  public func restore(_ states: [KeyValue<Int, Int>]) throws {
    if takesBack {
      for before in states where before.key % parallelism == parts.subtask {
        try parts.takeBack(of: before.key, from: before.value)
      }
    }
    parts.skip(to: states.map(\.value).max() ?? 0)
  }

  /// Removes what was not handed over, also what was prepared last.
  @inlinable public func abort() { parts.abort() }
}
