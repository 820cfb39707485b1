public import DreyModel

extension FrameChannel {
  /// Proves to know the cluster's secret and makes sure that the other side does, as the side that accepted.
  /// - Throws: ``ControlPlaneError``; the other side has been told why, where it spoke the protocol.
  public func authenticateAsServer(
    _ secret: ClusterSecret, version: Int = ControlFrame.protocolVersion, limit: Duration = .seconds(10)
  ) async throws(ControlPlaneError) {
    try await Self.within(limit) { () async throws(ControlPlaneError) in
      let handshake = ServerHandshake(secret: secret, version: version, nonce: RandomToken.make())
      try await self.write(handshake.opening)
      let (reply, error) = handshake.answer(try await self.next(HandshakeMessage.self))
      try await self.write(reply)
      if let error { throw error }
    }
    trustPeer()
  }

  /// Proves to know the cluster's secret and makes sure that the other side does, as the side that dialled.
  /// - Throws: ``ControlPlaneError``.
  public func authenticateAsClient(
    _ secret: ClusterSecret, version: Int = ControlFrame.protocolVersion, limit: Duration = .seconds(10)
  ) async throws(ControlPlaneError) {
    try await Self.within(limit) { () async throws(ControlPlaneError) in
      let handshake = ClientHandshake(secret: secret, version: version, nonce: RandomToken.make())
      let (reply, serverNonce) = try handshake.answer(try await self.next(HandshakeMessage.self))
      try await self.write(reply)
      try handshake.check(try await self.next(HandshakeMessage.self), serverNonce: serverNonce)
    }
    trustPeer()
  }
}
