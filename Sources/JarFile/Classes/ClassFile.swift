/// What a class file says of its class, read without running anything.
public struct ClassFile: Sendable, Equatable {
  /// The bytes that `ClassFile.javaRelease(header:)` needs.
  public static let headerSize = 8

  /// With slashes, as in ``JarEntry/name``.
  public var name: String
  /// Nil for `java/lang/Object` alone.
  public var superclass: String?
  /// Whether it declares `public static void main(String[])` itself.
  public var hasMain: Bool
  /// Classes that it refers to, with slashes: those that begin with the prefix that was asked for.
  public var references: [String]

  /// - Parameter references: which classes of those that it refers to are wanted, as the beginning of their names
  /// - Throws: ``JarError`` for what is no class file, or a damaged one.
  public init(_ content: [UInt8], references: String = "") throws(JarError) {
    let prefix = Array(references.utf8)
    self = try Self.reading(content) { bytes throws(JarError) in try ClassFile(bytes, prefix) }
  }

  private init(_ bytes: Bytes, _ prefix: [UInt8]) throws(JarError) {
    guard bytes.big(0) == Self.magic else { throw JarError("it is not a class file") }
    let pool = try ConstantPool(bytes)
    guard let own: UInt16 = bytes.big(pool.end + 2), let parent: UInt16 = bytes.big(pool.end + 4),
      let name = pool.className(own)
    else { throw JarError("a class file is cut off") }
    self.name = name
    superclass = pool.className(parent)
    references = pool.classNames(prefix: prefix)
    hasMain = try Members(bytes, pool).hasMain()
  }

  /// The Java release whose class files have this header, such as 17; nil where it is no class file.
  public static func javaRelease(header: [UInt8]) -> Int? {
    header.withUnsafeBytes { header in
      let bytes = Bytes(header)
      guard bytes.big(0) == magic, let major: UInt16 = bytes.big(6), major > 44 else { return nil }
      return Int(major) - 44
    }
  }

  private static let magic: UInt32 = 0xCAFE_BABE

  /// `withUnsafeBytes` with a typed error.
  private static func reading<R>(_ content: [UInt8], _ body: (Bytes) throws(JarError) -> R) throws(JarError) -> R {
    let result = content.withUnsafeBytes { bytes in
      Result { () throws(JarError) in try body(Bytes(bytes)) }
    }
    return try result.get()
  }
}
