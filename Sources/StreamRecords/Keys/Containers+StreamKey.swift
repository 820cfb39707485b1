extension StreamKey where Self: RawRepresentable, RawValue: StreamKey {
  /// The raw value's hash.
  @inlinable public var fastHash: UInt64 { rawValue.fastHash }

  /// Whether the raw values are the same key.
  @inlinable public func isSameKey(as other: Self) -> Bool { rawValue.isSameKey(as: other.rawValue) }
}

extension Optional: StreamKey where Wrapped: StreamKey {
  /// The value's hash, mixed, or that of none.
  @inlinable public var fastHash: UInt64 {
    guard let value = self else { return StableHash.of(0) }
    return StableHash.mix(value.fastHash, 1)
  }

  /// Whether both are the same key, or none.
  @inlinable public func isSameKey(as other: Wrapped?) -> Bool {
    guard let value = self, let other else { return self == nil && other == nil }
    return value.isSameKey(as: other)
  }
}

extension Array: StreamKey where Element: StreamKey {
  /// The elements' hashes, mixed in their order.
  @inlinable public var fastHash: UInt64 {
    reduce(StableHash.of(UInt64(truncatingIfNeeded: count))) { StableHash.mix($0, $1.fastHash) }
  }

  /// Whether there are the same keys in the same order.
  @inlinable public func isSameKey(as other: [Element]) -> Bool {
    count == other.count && zip(self, other).allSatisfy { $0.isSameKey(as: $1) }
  }
}

/// As for a `String`, the identity are the UTF-8 bytes.
extension Character: StreamKey {
  /// The hash of the UTF-8 bytes.
  public var fastHash: UInt64 { String(self).fastHash }

  /// Whether the UTF-8 bytes are the same.
  public func isSameKey(as other: Character) -> Bool { String(self).isSameKey(as: String(other)) }
}

extension Duration: StreamKey {
  /// The hash of seconds and attoseconds.
  public var fastHash: UInt64 {
    let (seconds, attoseconds) = components
    return StableHash.mix(UInt64(bitPattern: seconds), UInt64(bitPattern: attoseconds))
  }
}
