/// Resources that travel at the end of an application's executable: one file, one SHA-256, wherever the executable goes.
///
/// After the executable come the resources, each as the length of its path (4 bytes), the path, the length of its content
/// (8 bytes) and the content, and then a ``Trailer``. Integers are little-endian. A loader reads no further than the
/// executable's own headers say.
public enum PackedResources {
  /// The trailer that the file ends with.
  public struct Trailer: Sendable, Equatable {
    /// The bytes of all resources.
    public var length: Int
    /// 64 hexadecimal digits that change with any of them.
    public var digest: String

    public init(length: Int, digest: String) {
      self.length = length
      self.digest = digest
    }

    private static let mark = Array("dev.drey.resources/1".utf8)
    private static let digestSize = 64
    public static let size = 8 + digestSize + mark.count

    /// - Parameter bytes: the last ``size`` ones of a file.
    /// - Returns: nil unless they are a trailer.
    public init?(_ bytes: some Collection<UInt8>) {
      let bytes = Array(bytes)
      guard bytes.count == Self.size, bytes.suffix(Self.mark.count).elementsEqual(Self.mark) else { return nil }
      let digest = bytes[8..<8 + Self.digestSize]
      guard digest.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
        let length = Int(exactly: PackedResources.integer(bytes[..<8]))
      else { return nil }
      self.init(length: length, digest: String(decoding: digest, as: UTF8.self))
    }

    public var bytes: [UInt8] {
      PackedResources.bytes(UInt64(length)) + Array(digest.utf8.prefix(Self.digestSize)) + Self.mark
    }
  }

  /// The beginning of a resource, before its content.
  public static func head(path: String, size: Int) -> [UInt8] {
    bytes(UInt32(path.utf8.count)) + Array(path.utf8) + bytes(UInt64(size))
  }

  /// Finds the resources in what lies before the trailer.
  /// - Returns: paths and the ranges of their contents; nil if it is damaged, or a path leads elsewhere than below a folder
  ///   that it is relative to.
  public static func entries(in packed: UnsafeRawBufferPointer) -> [(path: String, content: Range<Int>)]? {
    var entries: [(path: String, content: Range<Int>)] = []
    var place = 0
    func take(_ count: UInt64) -> Range<Int>? {
      guard let count = Int(exactly: count), count <= packed.count - place else { return nil }
      defer { place += count }
      return place..<place + count
    }
    while place < packed.count {
      guard let pathSize = take(4), let path = take(integer(packed[pathSize])), let size = take(8),
        let content = take(integer(packed[size]))
      else { return nil }
      let text = String(decoding: packed[path], as: UTF8.self)
      guard isBelow(text) else { return nil }
      entries.append((text, content))
    }
    return entries
  }

  private static func isBelow(_ path: String) -> Bool {
    !path.utf8.contains(0)
      && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !["", ".", ".."].contains($0) }
  }

  private static func bytes<I: FixedWidthInteger>(_ value: I) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func integer(_ bytes: some Collection<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
