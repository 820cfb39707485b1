public import StreamRecords

/// A record of one of two streams that go through the same window.
public enum TaggedUnion<First: StreamCodable, Second: StreamCodable>: StreamCodable {
  /// Of the first stream.
  case first(First)
  /// Of the second stream.
  case second(Second)

  /// One byte that says which, then the record.
  @inlinable public static func put(_ record: TaggedUnion, into writer: inout ByteWriter) {
    switch record {
    case .first(let first):
      Bool.put(false, into: &writer)
      First.put(first, into: &writer)
    case .second(let second):
      Bool.put(true, into: &writer)
      Second.put(second, into: &writer)
    }
  }

  /// Reads back what ``put(_:into:)`` wrote.
  @inlinable public static func get(from reader: inout ByteReader) -> TaggedUnion {
    Bool.get(from: &reader) ? .second(Second.get(from: &reader)) : .first(First.get(from: &reader))
  }
}
