public import StreamRecords

/// A record of one of two streams that go through the same window.
public enum TaggedUnion<First: StreamCodable, Second: StreamCodable>: StreamCodable {
  /// Of the first stream.
  case first(First)
  /// Of the second stream.
  case second(Second)

  /// One byte that says which, then the record.
  @inlinable public static func put(_ record: TaggedUnion, into writer: inout ByteWriter) throws {
    switch record {
    case .first(let first):
      Bool.put(false, into: &writer)
      try First.put(first, into: &writer)
    case .second(let second):
      Bool.put(true, into: &writer)
      try Second.put(second, into: &writer)
    }
  }

  /// Reads back what ``put(_:into:)`` wrote.
  @inlinable public static func get(from reader: inout ByteReader) throws -> TaggedUnion {
    Bool.get(from: &reader) ? .second(try Second.get(from: &reader)) : .first(try First.get(from: &reader))
  }
}

/// The operators in front of a window that bring two streams together.
@usableFromInline
enum TaggedUnionParts {
  /// Their names.
  @usableFromInline static var names: [String] { ["First Input", "Second Input"] }
}
