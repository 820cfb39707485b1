public import StreamRecords
public import TaskRuntime

/// A list and, where its elements expire, when each of them was last used.
@usableFromInline
struct ListContents<Element: StreamCodable>: StateContents {
  @usableFromInline var elements: [Element] = []
  /// As many as there are elements, or none. Milliseconds since 1970 began (UTC).
  @usableFromInline var touched: [Int] = []

  @inlinable init() {}

  @inlinable static func put(_ contents: ListContents, into writer: inout ByteWriter) throws {
    try [Element].put(contents.elements, into: &writer)
    try [Int].put(contents.touched, into: &writer)
  }

  @inlinable static func get(from reader: inout ByteReader) throws -> ListContents {
    var contents = ListContents()
    contents.elements = try .get(from: &reader)
    contents.touched = try .get(from: &reader)
    if !contents.touched.isEmpty, contents.touched.count != contents.elements.count { reader.fail() }
    return contents
  }

  /// Bytes that the list takes beside its own.
  @inlinable var byteCount: Int {
    elements.capacity * MemoryLayout<Element>.stride + touched.capacity * MemoryLayout<Int>.stride
  }

  /// - Returns: whether nothing is left.
  @inlinable mutating func dropExpired(_ clock: TtlClock, at now: Int) -> Bool {
    guard touched.contains(where: { clock.isExpired($0, at: now) }) else { return elements.isEmpty }
    let kept = touched.indices.filter { !clock.isExpired(touched[$0], at: now) }
    elements = kept.map { elements[$0] }
    touched = kept.map { touched[$0] }
    return elements.isEmpty
  }

  /// Changes the list; its elements from place `start` on are as good as new then.
  @inlinable mutating func change(
    _ account: MemoryAccount, _ clock: TtlClock?, touchedFrom start: Int, _ body: (inout [Element]) -> Void
  ) {
    let before = byteCount
    body(&elements)
    if let clock {
      touched.removeLast(max(0, touched.count - start))
      touched.append(contentsOf: repeatElement(clock.now(), count: elements.count - touched.count))
    }
    account.follow(from: before, to: byteCount)
  }
}
