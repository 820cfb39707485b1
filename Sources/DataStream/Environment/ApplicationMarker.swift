/// The bytes by which drey knows an application's executable without running it.
public enum ApplicationMarker {
  /// ASCII, with ``DreyModel/ContainerContract/version`` at its end.
  public static let text: StaticString = "dev.drey.application/contract=1"

  nonisolated(unsafe) private static var kept: UnsafePointer<UInt8>?

  /// Keeps the bytes in the executable: what is stored at run time cannot be stripped.
  @inline(never) static func keep() { kept = text.utf8Start }

  /// Whether ``keep()`` was called in this process.
  public static var isKept: Bool { kept != nil }
}
