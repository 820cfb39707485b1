import DreyModel
import StreamRecords

/// Splits as bytes: so they travel from the one who enumerates them to the subtasks that read them.
@usableFromInline
enum SplitCoding {
  /// Asks a source for its splits.
  /// - Returns: for each of `parallelism` subtasks what it reads.
  @usableFromInline static func enumerate<Source: StreamSource>(
    _ source: Source, _ name: String, _ parallelism: Int
  ) throws -> [[UInt8]] {
    let splits = try source.splits(parallelism: parallelism)
    guard splits.count == parallelism else {
      throw Failure(
        .user, "'\(name)' deals its splits to \(splits.count) subtasks, it has \(parallelism)",
        advice: "splits(parallelism:) returns an array for every subtask, also where it is empty.",
        isPermanent: true)
    }
    return try splits.map { try encode($0) }
  }

  private static func encode<Split: StreamCodable>(_ splits: [Split]) throws -> [UInt8] {
    var writer = ByteWriter()
    for split in splits {
      let start = writer.count
      writer.integer(UInt32(0))
      try Split.put(split, into: &writer)
      writer.overwrite(at: start, with: UInt32(truncatingIfNeeded: writer.count - start - 4))
    }
    return writer.withBytes { Array($0) }
  }

  /// Reads back one subtask's splits.
  /// - Throws: ``Failure`` where nobody has enumerated them, or a split does not come out as it was.
  static func decode<Split: StreamCodable>(_ bytes: [UInt8]?, of name: String) throws -> [Split] {
    guard let bytes else {
      throw Failure(
        .infrastructure, "nobody has enumerated the splits of '\(name)'",
        advice: "Use a JobManager of the same drey release as the job's DataStream library.")
    }
    return try bytes.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      var splits: [Split] = []
      while reader.remaining > 0 {
        var piece = ByteReader(reader.bytes(Int(reader.integer(UInt32.self))))
        splits.append(try Split.get(from: &piece))
        guard !reader.failed, !piece.failed, piece.remaining == 0 else { throw unreadable(name) }
      }
      return splits
    }
  }

  private static func unreadable(_ name: String) -> Failure {
    Failure(
      .user, "a split of '\(name)' cannot be read back from its bytes",
      advice: "get(from:) of its split reads exactly what put(_:into:) wrote.", isPermanent: true)
  }
}
