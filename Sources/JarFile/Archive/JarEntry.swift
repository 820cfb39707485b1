/// One file in a JAR, as the archive's directory tells of it.
public struct JarEntry: Sendable, Equatable {
  /// With slashes; a folder's ends with one.
  public var name: String
  /// Bytes once unpacked.
  public var size: Int
  var packedSize: Int
  /// 0 is stored, 8 is deflated.
  var method: UInt16
  /// Of the entry's own header, in bytes from the file's beginning.
  var offset: Int
}
