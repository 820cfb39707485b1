import DreyModel
import Glibc
import StreamRecords

/// Reads a file with one subtask's state, and finds out where it is not what was written.
final class SnapshotFileReader {
  private struct Chunk {
    var offset: Int
    var length: Int
    var checksum: UInt32
  }

  let states: [SnapshotFormat.Entry]
  private let path: String
  private let descriptor: Int32
  /// By state; the table of states is not among them.
  private let chunks: [Int: [Chunk]]

  /// Looks at the file's structure; the states' own bytes are checked when they are read.
  /// - Throws: ``SnapshotDamage``.
  init(_ file: SnapshotFile) throws(SnapshotDamage) {
    path = file.path
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SnapshotDamage(file.path, String(cString: strerror(errno))) }
    self.descriptor = descriptor
    var structure = Structure(path: file.path, descriptor: descriptor)
    do throws(SnapshotDamage) {
      try structure.read(expectedLength: file.byteCount)
    } catch {
      close(descriptor)
      throw error
    }
    (states, chunks) = (structure.states, structure.chunks)
  }

  deinit { close(descriptor) }

  /// Calls `body` with every piece of the state at a place of the table, and the block that it is of, in the order in which they
  /// were written.
  func forEachPiece(of state: Int, _ body: (inout ByteReader, SnapshotBlock?) throws -> Void) throws {
    for chunk in chunks[state] ?? [] {
      let bytes = try Structure.bytes(descriptor, path, chunk.offset, chunk.length)
      defer { bytes.deallocate() }
      guard SnapshotFormat.checksum(UnsafeRawBufferPointer(bytes)) == chunk.checksum else {
        throw SnapshotDamage(path, "the bytes at \(chunk.offset) are not those that were written")
      }
      var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[4...]))
      try SnapshotPieces.forEach(in: &reader, body)
      guard !reader.failed else {
        throw SnapshotDamage(path, "state '\(states[state].name)' is malformed in the chunk at \(chunk.offset)")
      }
    }
  }

  private struct Structure {
    let path: String
    let descriptor: Int32
    var states: [SnapshotFormat.Entry] = []
    var chunks: [Int: [Chunk]] = [:]

    mutating func read(expectedLength: Int) throws(SnapshotDamage) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw SnapshotDamage(path, String(cString: strerror(errno))) }
      guard status.st_size == expectedLength else {
        throw SnapshotDamage(path, "it has \(status.st_size) bytes, not \(expectedLength)")
      }
      try readHeader()
      var offset = SnapshotFormat.headerLength
      var count = 0
      while true {
        let (length, checksum) = try chunkHeader(at: offset)
        offset += SnapshotFormat.chunkHeaderLength
        if length == 0 { return try checkEnd(at: offset, checksum, chunks: count) }
        guard length <= SnapshotFormat.maximumChunkLength, length >= 4, offset + length <= expectedLength else {
          throw SnapshotDamage(path, "there is no chunk of \(length) bytes at \(offset)")
        }
        try add(Chunk(offset: offset, length: length, checksum: checksum), isTable: count == 0)
        count += 1
        offset += length
      }
    }

    private func readHeader() throws(SnapshotDamage) {
      let header = try Self.bytes(descriptor, path, 0, SnapshotFormat.headerLength)
      defer { header.deallocate() }
      guard header.prefix(8).elementsEqual(SnapshotFormat.magic) else {
        throw SnapshotDamage(path, "it holds no state")
      }
      var reader = ByteReader(UnsafeRawBufferPointer(rebasing: header[8...]))
      let version = reader.integer(UInt32.self)
      guard (SnapshotFormat.plainVersion...SnapshotFormat.version).contains(version) else {
        throw SnapshotDamage(path, "it is of version \(version), this release reads up to \(SnapshotFormat.version)")
      }
    }

    private func chunkHeader(at offset: Int) throws(SnapshotDamage) -> (length: Int, checksum: UInt32) {
      let bytes = try Self.bytes(descriptor, path, offset, SnapshotFormat.chunkHeaderLength)
      defer { bytes.deallocate() }
      var reader = ByteReader(UnsafeRawBufferPointer(bytes))
      let length = Int(reader.integer(UInt32.self))
      return (length, reader.integer(UInt32.self))
    }

    private func checkEnd(at offset: Int, _ checksum: UInt32, chunks count: Int) throws(SnapshotDamage) {
      let bytes = try Self.bytes(descriptor, path, offset, SnapshotFormat.endLength)
      defer { bytes.deallocate() }
      var reader = ByteReader(UnsafeRawBufferPointer(bytes))
      guard SnapshotFormat.checksum(UnsafeRawBufferPointer(bytes)) == checksum, reader.integer(UInt64.self) == count,
        count > 0
      else { throw SnapshotDamage(path, "its end is missing") }
    }

    private mutating func add(_ chunk: Chunk, isTable: Bool) throws(SnapshotDamage) {
      if isTable { return try readTable(chunk) }
      let bytes = try Self.bytes(descriptor, path, chunk.offset, 4)
      defer { bytes.deallocate() }
      var reader = ByteReader(UnsafeRawBufferPointer(bytes))
      let state = Int(reader.integer(UInt32.self))
      guard states.indices.contains(state) else {
        throw SnapshotDamage(path, "the chunk at \(chunk.offset) is nobody's")
      }
      chunks[state, default: []].append(chunk)
    }

    private mutating func readTable(_ chunk: Chunk) throws(SnapshotDamage) {
      let bytes = try Self.bytes(descriptor, path, chunk.offset, chunk.length)
      defer { bytes.deallocate() }
      var reader = ByteReader(UnsafeRawBufferPointer(bytes))
      let count = reader.integer(UInt32.self)
      while states.count < count, let entry = SnapshotFormat.Entry.get(from: &reader) { states.append(entry) }
      guard SnapshotFormat.checksum(UnsafeRawBufferPointer(bytes)) == chunk.checksum, states.count == count else {
        throw SnapshotDamage(path, "its table of states is damaged")
      }
    }

    /// Bytes of the file, which the caller has to deallocate.
    static func bytes(
      _ descriptor: Int32, _ path: String, _ offset: Int, _ count: Int
    ) throws(SnapshotDamage) -> UnsafeMutableRawBufferPointer {
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
      var filled = 0
      while filled < count, let base = bytes.baseAddress {
        let received = pread(descriptor, base + filled, count - filled, off_t(offset + filled))
        if received > 0 {
          filled += received
        } else if received == 0 || errno != EINTR {
          let reason = received == 0 ? "it ends at \(offset + filled)" : String(cString: strerror(errno))
          bytes.deallocate()
          throw SnapshotDamage(path, reason)
        }
      }
      return bytes
    }
  }
}

/// A file with state cannot be read, or is not what was written.
struct SnapshotDamage: Error, CustomStringConvertible {
  let path: String
  let reason: String

  init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  var description: String { "the state '\(path)' cannot be used: \(reason)" }
}
