import DreyModel
import Synchronization

/// Puts one subtask's snapshot on the disk, on a thread of its own, while the subtask goes on.
final class SnapshotWriting: Sendable {
  private enum Part: Sendable {
    case chunk([UInt8])
    case end
  }

  /// Bytes that may wait for the disk before a subtask that need not write more should not.
  private static let plenty = 32 << 20

  let checkpointID: Int
  private let path: String
  private let version: UInt32
  private let parts = Mailbox<Part>()
  private let waitingBytes = Atomic(0)
  private let isCancelled = Atomic(false)
  private let outcome = PosixCell<Result<SnapshotFile?, Failure>>()

  /// - Parameters:
  ///   - version: of the format.
  ///   - done: is told on the writing thread how it ended; not where it was cancelled.
  /// - Throws: ``Failure`` where no thread is to be had.
  init(
    _ path: String, states: [SnapshotFormat.Entry], version: UInt32 = SnapshotFormat.plainVersion, checkpointID: Int,
    done: @escaping @Sendable (Result<SnapshotFile?, Failure>) -> Void
  ) throws(Failure) {
    self.path = path
    self.version = version
    self.checkpointID = checkpointID
    do {
      try PosixThread.spawn { [self] in
        let result = write(states)
        if !isCancelled.load(ordering: .acquiring) { done(result) }
        outcome.set(result)
      }
    } catch {
      throw Failure(error, domain: .infrastructure)
    }
  }

  /// Whether more waits for the disk than is good for the memory.
  var isBehind: Bool { waitingBytes.load(ordering: .relaxed) > Self.plenty }

  /// Appends a chunk of the state at `place` of the table.
  func append(_ bytes: UnsafeRawBufferPointer, of place: Int) {
    var chunk = [UInt8]()
    chunk.reserveCapacity(bytes.count + 4)
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: place).littleEndian) { chunk.append(contentsOf: $0) }
    chunk.append(contentsOf: bytes)
    waitingBytes.add(chunk.count, ordering: .relaxed)
    parts.put(.chunk(chunk))
  }

  /// Nothing follows.
  func end() { parts.put(.end) }

  /// What has been written goes away, and nobody is told.
  func cancel() {
    isCancelled.store(true, ordering: .releasing)
    parts.close()
  }

  /// Whether all is on the disk, or it is known that it never will be.
  var hasEnded: Bool { outcome.current != nil }

  /// Blocks until all is on the disk, or it is known that it never will be.
  func wait() { _ = outcome.get() }

  /// The file; nil where there is none. Blocks until that is known.
  var file: SnapshotFile? { (try? outcome.get().get()) ?? nil }

  private func write(_ states: [SnapshotFormat.Entry]) -> Result<SnapshotFile?, Failure> {
    do {
      var file: SnapshotFileWriter?
      while let part = parts.take() {
        switch part {
        case .chunk(let bytes):
          // Made with the first chunk: who has nothing to write leaves no file.
          let target = if let file { file } else { try SnapshotFileWriter(path, states: states, version: version) }
          file = target
          try bytes.withUnsafeBytes { try target.append($0) }
          waitingBytes.subtract(bytes.count, ordering: .relaxed)
        case .end: return .success(try file?.finish())
        }
      }
      return .failure(Failure(.cancelled, "the checkpoint was given up"))
    } catch {
      return .failure(Failure(error, domain: .infrastructure))
    }
  }
}
