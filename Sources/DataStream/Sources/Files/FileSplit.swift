public import StreamRecords

/// A part of a file's content: the lines that begin in it.
public struct FileSplit: StreamCodable, Hashable {
  /// The file.
  public let path: String
  /// The bytes of the content that the lines begin in; up to `Int.max` where nobody knows how many there are.
  public let range: Range<Int>
  /// How long the file was when it was found: what is appended later is not read. `Int.max` where nobody knows.
  public let fileSize: Int

  /// A part of a file's content.
  public init(path: String, range: Range<Int>, fileSize: Int = .max) {
    self.path = path
    self.range = range
    self.fileSize = fileSize
  }

  /// Path, range and size.
  public static func put(_ split: FileSplit, into writer: inout ByteWriter) {
    String.put(split.path, into: &writer)
    // Older releases wrote no size; no range of theirs begins below zero.
    let hasSize = split.fileSize != .max
    Int.put(hasSize ? ~split.range.lowerBound : split.range.lowerBound, into: &writer)
    Int.put(split.range.upperBound, into: &writer)
    if hasSize { Int.put(split.fileSize, into: &writer) }
  }

  /// Reads back what ``put(_:into:)`` wrote; a range with its ends in the wrong order is malformed.
  public static func get(from reader: inout ByteReader) -> FileSplit {
    let path = String.get(from: &reader)
    let (mark, end) = (Int.get(from: &reader), Int.get(from: &reader))
    let fileSize = mark < 0 ? Int.get(from: &reader) : .max
    let start = mark < 0 ? ~mark : mark
    if start > end || fileSize < 0 { reader.fail() }
    return FileSplit(path: path, range: reader.failed ? 0..<0 : start..<end, fileSize: fileSize)
  }
}
