import CZlib
import DreyModel
import StreamRecords

/// How a file with one subtask's state is laid out. All integers least significant byte first.
///
///     file     "DREYSTAT", u32 version, chunk ... chunk, end
///     chunk    u32 byte count, u32 checksum of its bytes, bytes
///     end      u32 0, u32 checksum of the next sixteen bytes, u64 number of chunks, u64 length of the file
///
/// The first chunk is the table of states: u32 count, then operator's uid, state's name and distribution of each. All others are
/// u32 place in the table, and pieces of that state, each behind its length (u32). Checksums are zlib's CRC-32.
///
/// Version 2 is of files that others can build on. The highest bit of a piece's length says that it is of a block
/// (``SnapshotBlock``): then u64 table and u32 number come first, which are part of the length. A file that builds on others
/// shows all pieces of no block, and those blocks that have changed; what it does not show of tables that it names is what
/// the newest of the others shows.
enum SnapshotFormat {
  static let magic: [UInt8] = Array("DREYSTAT".utf8)
  /// Of files that stand for themselves.
  static let plainVersion: UInt32 = 1
  /// The newest.
  static let version: UInt32 = 2
  static let headerLength = 12
  static let chunkHeaderLength = 8
  static let endLength = 16
  /// A longer chunk is taken for damage: 1 GiB, more than one key's state should take.
  static let maximumChunkLength = 1 << 30

  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
    return UInt32(truncatingIfNeeded: crc32_z(0, base, bytes.count))
  }

  /// A state in a file.
  struct Entry: Equatable {
    var uid: String
    var name: String
    var distribution: StateDistribution

    func put(into writer: inout ByteWriter) {
      String.put(uid, into: &writer)
      String.put(name, into: &writer)
      writer.integer(distribution.rawValue)
    }

    /// - Returns: nil where the bytes are none.
    static func get(from reader: inout ByteReader) -> Entry? {
      let (uid, name) = (String.get(from: &reader), String.get(from: &reader))
      guard let distribution = StateDistribution(rawValue: reader.integer()), !reader.failed else { return nil }
      return Entry(uid: uid, name: name, distribution: distribution)
    }
  }
}
