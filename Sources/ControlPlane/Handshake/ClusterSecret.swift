import Crypto
public import DreyModel

/// What every process of a cluster knows and nobody else.
public struct ClusterSecret: Sendable {
  private let key: SymmetricKey

  /// At least 16 bytes.
  /// - Throws: ``Failure`` of the domain `usage` where it is shorter.
  public init(_ bytes: [UInt8]) throws(Failure) {
    guard bytes.count >= 16 else {
      throw Failure(.usage, "the cluster's secret has \(bytes.count) bytes, at least 16 are needed")
    }
    key = SymmetricKey(data: bytes)
  }

  /// Reads the secret from a file; white space around it does not count.
  /// - Throws: ``Failure`` of the domain `usage` that names the file.
  public init(file path: String) throws(Failure) {
    let bytes = try SecretFile.read(
      path, holding: "the cluster's secret",
      advice: "Mount a file with at least 16 random bytes there, the same one in every container of the cluster.")
    do { try self.init(bytes) } catch { throw Failure(.usage, "\(path): \(error.message)") }
  }

  /// Names the cluster, the same in all its processes and after their restarts, without telling the secret: 32 hexadecimal
  /// digits.
  public var clusterID: String {
    String(HMAC<SHA256>.authenticationCode(for: Array("drey cluster id".utf8), using: key).hexadecimal.prefix(32))
  }

  /// Proves to know the secret to whoever chose one of the nonces.
  func proof(of side: HandshakeSide, serverNonce: String, clientNonce: String) -> String {
    HMAC<SHA256>.authenticationCode(for: Self.text(side, serverNonce, clientNonce), using: key).hexadecimal
  }

  /// Compares in constant time.
  func isProof(_ proof: String, of side: HandshakeSide, serverNonce: String, clientNonce: String) -> Bool {
    guard let code = [UInt8](hexadecimal: proof) else { return false }
    return HMAC<SHA256>.isValidAuthenticationCode(
      code, authenticating: Self.text(side, serverNonce, clientNonce), using: key)
  }

  private static func text(_ side: HandshakeSide, _ serverNonce: String, _ clientNonce: String) -> [UInt8] {
    Array("drey \(side.rawValue) \(serverNonce) \(clientNonce)".utf8)
  }
}

/// Which side a proof is of, so that one side's proof is of no use to the other.
enum HandshakeSide: String {
  case server
  case client
}
