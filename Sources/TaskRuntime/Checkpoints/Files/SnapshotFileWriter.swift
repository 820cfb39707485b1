import DreyModel
import Glibc
import StreamRecords

/// Writes one subtask's state beside where it is to be, and puts it there once it is whole and on the disk.
final class SnapshotFileWriter {
  private let path: String
  private let descriptor: Int32
  private var chunkCount = 0
  private(set) var byteCount = 0
  private var isFinished = false

  private var asidePath: String { "\(path).inprogress" }

  /// - Throws: ``Failure`` where there can be no such file.
  init(_ path: String, states: [SnapshotFormat.Entry], version: UInt32 = SnapshotFormat.plainVersion) throws {
    self.path = path
    descriptor = open("\(path).inprogress", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
    var header = ByteWriter()
    for byte in SnapshotFormat.magic { header.integer(byte) }
    header.integer(version)
    try header.withBytes { try write($0) }
    var table = ByteWriter()
    table.integer(UInt32(truncatingIfNeeded: states.count))
    for state in states { state.put(into: &table) }
    try table.withBytes { try append($0) }
  }

  deinit {
    close(descriptor)
    if !isFinished { unlink(asidePath) }
  }

  /// Appends a chunk.
  func append(_ chunk: UnsafeRawBufferPointer) throws {
    var header = ByteWriter(capacity: SnapshotFormat.chunkHeaderLength)
    header.integer(UInt32(truncatingIfNeeded: chunk.count))
    header.integer(SnapshotFormat.checksum(chunk))
    try header.withBytes { try write($0) }
    try write(chunk)
    chunkCount += 1
  }

  /// Ends the file and puts it where it belongs.
  func finish() throws -> SnapshotFile {
    var end = ByteWriter()
    end.integer(UInt64(chunkCount))
    end.integer(UInt64(byteCount + SnapshotFormat.chunkHeaderLength + SnapshotFormat.endLength))
    var header = ByteWriter()
    header.integer(UInt32(0))
    header.integer(end.withBytes { SnapshotFormat.checksum($0) })
    try header.withBytes { try write($0) }
    try end.withBytes { try write($0) }
    guard fsync(descriptor) == 0, rename(asidePath, path) == 0 else { throw Self.failure(path, errno) }
    isFinished = true
    return SnapshotFile(path: path, byteCount: byteCount)
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard let base = bytes.baseAddress else { return }
    var offset = 0
    while offset < bytes.count {
      let written = Glibc.write(descriptor, base + offset, bytes.count - offset)
      if written >= 0 {
        offset += written
      } else if errno != EINTR {
        throw Self.failure(path, errno)
      }
    }
    byteCount += bytes.count
  }

  private static func failure(_ path: String, _ code: Int32) -> Failure {
    Failure(
      .infrastructure, "cannot write the state '\(path)': \(String(cString: strerror(code)))",
      advice:
        "The folder of \(OptionKey.checkpointFolder.rawValue) must be writable for, and the same in, all members of the"
        + " cluster, and its disk must have room.", isPermanent: SystemError.isPermanent(code) && code != ENOENT)
  }
}
