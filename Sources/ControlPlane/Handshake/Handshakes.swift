import DreyModel

/// The accepting side of the handshake, without the connection.
struct ServerHandshake {
  let secret: ClusterSecret
  let version: Int
  let nonce: String

  var opening: HandshakeMessage { .challenge(version: version, nonce: nonce) }

  /// What to answer to the client's response, and the error if it is not to be trusted.
  func answer(_ message: HandshakeMessage) -> (reply: HandshakeMessage, error: ControlPlaneError?) {
    guard case .response(let peerVersion, let clientNonce, let proof) = message else {
      return (.refusal(reason: "not a response to the challenge"), .malformedFrame("not a response to the challenge"))
    }
    guard peerVersion == version else {
      let error = ControlPlaneError.versionMismatch(own: version, peer: peerVersion)
      return (.refusal(reason: "\(error)"), error)
    }
    guard secret.isProof(proof, of: .client, serverNonce: nonce, clientNonce: clientNonce) else {
      return (.refusal(reason: "wrong cluster secret"), .notAuthentic)
    }
    return (.welcome(proof: secret.proof(of: .server, serverNonce: nonce, clientNonce: clientNonce)), nil)
  }
}

/// The dialling side of the handshake, without the connection.
struct ClientHandshake {
  let secret: ClusterSecret
  let version: Int
  let nonce: String

  /// What to answer to the server's challenge.
  func answer(_ message: HandshakeMessage) throws(ControlPlaneError) -> (reply: HandshakeMessage, serverNonce: String) {
    guard case .challenge(let peerVersion, let serverNonce) = message else {
      throw .malformedFrame("not a challenge")
    }
    guard peerVersion == version else { throw .versionMismatch(own: version, peer: peerVersion) }
    let proof = secret.proof(of: .client, serverNonce: serverNonce, clientNonce: nonce)
    return (.response(version: version, nonce: nonce, proof: proof), serverNonce)
  }

  /// Checks that the server knows the secret as well.
  func check(_ message: HandshakeMessage, serverNonce: String) throws(ControlPlaneError) {
    switch message {
    case .refusal(let reason): throw .refused(reason)
    case .welcome(let proof):
      guard secret.isProof(proof, of: .server, serverNonce: serverNonce, clientNonce: nonce) else {
        throw .notAuthentic
      }
    default: throw .malformedFrame("neither welcome nor refusal")
    }
  }
}
