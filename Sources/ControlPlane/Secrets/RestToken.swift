public import DreyModel

/// What every call of the REST API must present: `Authorization: Bearer TOKEN`.
public struct RestToken: Sendable {
  private let bytes: [UInt8]

  /// At least 16 bytes of visible ASCII.
  /// - Throws: ``Failure`` of the domain `usage` where it is something else.
  public init(_ bytes: [UInt8]) throws(Failure) {
    guard bytes.count >= 16, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Failure(.usage, "the REST token has to be at least 16 visible ASCII characters")
    }
    self.bytes = bytes
  }

  /// Reads the token from a file; white space around it does not count.
  /// - Throws: ``Failure`` of the domain `usage` that names the file.
  public init(file path: String) throws(Failure) {
    let bytes = try SecretFile.read(
      path, holding: "the REST token",
      advice: "Mount a file with at least 16 random characters there; a session does not start without.")
    do { try self.init(bytes) } catch { throw Failure(.usage, "\(path): \(error.message)") }
  }

  /// The value of the header `Authorization` that presents this token.
  public var header: String { "Bearer " + String(decoding: bytes, as: UTF8.self) }

  /// Whether the value of the header `Authorization` presents this token. The scheme may be in lower case.
  ///
  /// Takes the same time whatever the value holds.
  public func isPresented(by presented: String?) -> Bool {
    let scheme = "Bearer "
    guard let presented, presented.prefix(scheme.count).lowercased() == scheme.lowercased() else { return false }
    let given = Array(presented.dropFirst(scheme.count).drop { $0 == " " }.utf8)
    var difference = UInt8(given.count == bytes.count ? 0 : 1)
    for (index, byte) in bytes.enumerated() {
      difference |= byte ^ (index < given.count ? given[index] : 0)
    }
    return difference == 0
  }
}
