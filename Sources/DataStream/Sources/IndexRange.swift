public import StreamRecords

/// Whole numbers from ``first`` to ``last``, both included: the splits of everything that can be counted through.
public struct IndexRange: StreamCodable, Hashable {
  /// The lowest.
  public private(set) var first: Int
  /// The highest, at least ``first``.
  public let last: Int

  /// - Returns: nil where there is no number in it.
  public init?(from first: Int, to last: Int) {
    guard first <= last else { return nil }
    self.first = first
    self.last = last
  }

  /// For every subtask the range that it reads, in the order of the numbers; none where it has nothing to do.
  public static func dealt(from first: Int, to last: Int, parallelism: Int) -> [[IndexRange]] {
    // In 128 bits, since there may be more numbers than an Int can count.
    let total = max(0, Int128(last) - Int128(first) + 1)
    let borders = (0...max(1, parallelism)).map { Int128(first) + total * Int128($0) / Int128(max(1, parallelism)) }
    return zip(borders, borders.dropFirst()).map { start, end in
      start < end ? IndexRange(from: Int(start), to: Int(end - 1)).map { [$0] } ?? [] : []
    }
  }

  /// Both ends.
  public static func put(_ range: IndexRange, into writer: inout ByteWriter) {
    Int.put(range.first, into: &writer)
    Int.put(range.last, into: &writer)
  }

  /// Reads back what ``put(_:into:)`` wrote; ends in the wrong order are malformed.
  public static func get(from reader: inout ByteReader) -> IndexRange {
    let first = Int.get(from: &reader)
    if let range = IndexRange(from: first, to: Int.get(from: &reader)) { return range }
    reader.fail()
    return IndexRange(only: 0)
  }

  private init(only number: Int) { (first, last) = (number, number) }
}

extension Optional where Wrapped == IndexRange {
  /// Takes away the lowest numbers, at most `count` of them; nil is what remains after the last.
  /// - Returns: what it took, nil where nothing was left.
  public mutating func removeFirst(_ count: Int) -> IndexRange? {
    guard let range = self, count > 0 else { return nil }
    let (end, overflow) = range.first.addingReportingOverflow(count - 1)
    if overflow || end >= range.last {
      self = nil
      return range
    }
    self = IndexRange(from: end + 1, to: range.last)
    return IndexRange(from: range.first, to: end)
  }
}
