public import StreamRecords

/// A part of a file's content: the lines that begin in it.
public struct FileSplit: StreamCodable, Hashable {
  /// The file.
  public let path: String
  /// The bytes of the content that the lines begin in; up to `Int.max` where nobody knows how many there are.
  public let range: Range<Int>

  /// A part of a file's content.
  public init(path: String, range: Range<Int>) {
    self.path = path
    self.range = range
  }

  /// Path and range.
  public static func put(_ split: FileSplit, into writer: inout ByteWriter) {
    String.put(split.path, into: &writer)
    Int.put(split.range.lowerBound, into: &writer)
    Int.put(split.range.upperBound, into: &writer)
  }

  /// Reads back what ``put(_:into:)`` wrote; a range with its ends in the wrong order is malformed.
  public static func get(from reader: inout ByteReader) -> FileSplit {
    let path = String.get(from: &reader)
    let (start, end) = (Int.get(from: &reader), Int.get(from: &reader))
    if start < 0 || start > end { reader.fail() }
    return FileSplit(path: path, range: reader.failed ? 0..<0 : start..<end)
  }
}
