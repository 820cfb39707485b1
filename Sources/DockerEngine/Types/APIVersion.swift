/// A version of the Engine API, such as 1.41.
public struct APIVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  public var major: Int
  public var minor: Int

  public init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// A version from text such as `1.41`; `nil` if it is not one.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]), major >= 0, minor >= 0 else {
      return nil
    }
    self.init(major, minor)
  }

  public var description: String { "\(major).\(minor)" }

  public static func < (left: APIVersion, right: APIVersion) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  /// The versions this client was written for.
  public static let supported = APIVersion(1, 41)...APIVersion(1, 51)

  /// The newest version that both sides speak. Throws `DockerEngineError.unsupportedVersion` if there is none.
  public static func negotiate(engine: ClosedRange<APIVersion>) throws -> APIVersion {
    guard engine.overlaps(supported) else {
      throw DockerEngineError.unsupportedVersion(engine: engine, client: supported)
    }
    return min(engine.upperBound, supported.upperBound)
  }
}
