/// Orders encoded values by their bytes, so that equal sets and dictionaries are equal bytes in every process, whose own
/// order is seeded.
@usableFromInline
enum CanonicalOrder {
  /// Orders the values that end at `ends`, the first of which begins at `start`.
  @usableFromInline static func sort(_ writer: inout ByteWriter, from start: Int, ends: [Int]) {
    guard ends.count > 1 else { return }
    let bytes = writer.withBytes { Array($0[start...]) }
    writer.truncate(to: start)
    bytes.withUnsafeBytes { raw in
      let starts = [start] + ends
      let values = zip(starts, ends).map { UnsafeRawBufferPointer(rebasing: raw[$0 - start..<$1 - start]) }
      for value in values.sorted(by: { $0.lexicographicallyPrecedes($1) }) { writer.bytes(value) }
    }
  }
}
