/// A string's identity as a key are its UTF-8 bytes, in every process alike. Two spellings of `é` (one scalar or two) are
/// equal strings, but two keys.
extension String: StreamKey {
  /// The hash of the UTF-8 bytes, however the string is stored.
  @inlinable @inline(__always) public var fastHash: UInt64 {
    guard let small = SmallString.words(of: self) else { return longHash }
    return small.hash
  }

  @usableFromInline @inline(never) var longHash: UInt64 {
    var text = self
    return text.withUTF8 { utf8 in
      let bytes = UnsafeRawBufferPointer(utf8)
      return bytes.count <= SmallString.capacity ? SmallString.Words(bytes).hash : StableHash.of(bytes)
    }
  }

  /// Whether the UTF-8 bytes are the same.
  @inlinable @inline(__always) public func isSameKey(as other: String) -> Bool {
    if let mine = SmallString.words(of: self), let theirs = SmallString.words(of: other) {
      return (mine.low ^ theirs.low) | (mine.high ^ theirs.high) | UInt64(truncatingIfNeeded: mine.count ^ theirs.count)
        == 0
    }
    return hasSameBytes(as: other)
  }

  @usableFromInline @inline(never) func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
