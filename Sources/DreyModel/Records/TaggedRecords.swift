/// What a TaskManager writes to standard output under ``OptionKey/taskManagerStandardOutputJobID``: lines of all its
/// workers, each with the job it belongs to.
///
/// - `JOBID LINE`: a line that a worker of this job printed. `JOBID` are 32 lower-case hexadecimal digits; what follows
///   the space is as it was printed, byte by byte. A last line without an end is given one.
/// - `JOBID+PIECE`: the first or a further ``longestPiece`` bytes of a line that is longer; the rest of it follows in the
///   next line of this job.
/// - `JOBID`: the job's worker has ended, and everything it printed stands above.
public enum TaggedRecords {
  /// In bytes.
  public static let longestPiece = 64 << 10

  static let idLength = 32
  static let newLine = UInt8(ascii: "\n")
  static let wholeMark = UInt8(ascii: " ")
  static let pieceMark = UInt8(ascii: "+")
}

/// Makes ``TaggedRecords`` of what the worker of one job prints, however it is cut into chunks.
public struct RecordTagger: Sendable {
  private let id: [UInt8]
  /// The beginning of a line; never longer than ``TaggedRecords/longestPiece``.
  private var pending: [UInt8] = []

  public init(_ id: JobID) { self.id = Array(id.hex.utf8) }

  /// The lines that these bytes complete.
  public mutating func append(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var tagged: [UInt8] = []
    tagged.reserveCapacity(2 * bytes.count + 1024)
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      while let end = bytes.firstNewLine(from: start) {
        take(bytes[start..<end], TaggedRecords.wholeMark, &tagged)
        start = end + 1
      }
      hold(bytes[start...], &tagged)
    }
    return tagged
  }

  /// The last line, if it had no end, and the end of the job's records.
  public mutating func finish() -> [UInt8] {
    var tagged: [UInt8] = []
    if !pending.isEmpty { take(UnsafeBufferPointer(start: nil, count: 0)[...], TaggedRecords.wholeMark, &tagged) }
    tagged += id
    tagged.append(TaggedRecords.newLine)
    return tagged
  }

  private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

  /// Writes what is held and these bytes, which end a line.
  private mutating func take(_ bytes: Bytes, _ mark: UInt8, _ tagged: inout [UInt8]) {
    let rest = pieces(bytes, &tagged)
    tagged += id
    tagged.append(mark)
    tagged += pending
    tagged += UnsafeBufferPointer(rebasing: rest)
    tagged.append(TaggedRecords.newLine)
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func hold(_ bytes: Bytes, _ tagged: inout [UInt8]) { pending += pieces(bytes, &tagged) }

  /// Writes what is too long to be held with these bytes.
  /// - Returns: those that are left.
  private mutating func pieces(_ bytes: Bytes, _ tagged: inout [UInt8]) -> Bytes {
    var rest = bytes
    while pending.count + rest.count > TaggedRecords.longestPiece {
      let part = rest.prefix(TaggedRecords.longestPiece - pending.count)
      rest = rest[part.endIndex...]
      take(part, TaggedRecords.pieceMark, &tagged)
    }
    return rest
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Where the first line end at or after an index is.
  func firstNewLine(from start: Int) -> Int? {
    var index = start
    while index < count {
      if self[index] == TaggedRecords.newLine { return index }
      index += 1
    }
    return nil
  }
}
