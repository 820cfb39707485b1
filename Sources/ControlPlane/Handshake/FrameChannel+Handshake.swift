public import DreyModel

extension FrameChannel {
  /// Proves to know the cluster's secret and makes sure that the other side does, as the side that accepted.
  /// - Throws: ``ControlPlaneError``; the other side has been told why, where it spoke the protocol.
  public func authenticateAsServer(
    _ secret: ClusterSecret, version: Int = ControlFrame.protocolVersion, limit: Duration = .seconds(10)
  ) async throws(ControlPlaneError) {
    try await within(limit) { () async throws(ControlPlaneError) in
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
    try await within(limit) { () async throws(ControlPlaneError) in
      let handshake = ClientHandshake(secret: secret, version: version, nonce: RandomToken.make())
      let (reply, serverNonce) = try handshake.answer(try await self.next(HandshakeMessage.self))
      try await self.write(reply)
      try handshake.check(try await self.next(HandshakeMessage.self), serverNonce: serverNonce)
    }
    trustPeer()
  }

  /// Closes the connection where `body` takes longer than `limit`.
  func within(
    _ limit: Duration, _ body: @escaping @Sendable () async throws(ControlPlaneError) -> Void
  ) async throws(ControlPlaneError) {
    let outcome = await withTaskGroup(of: ControlPlaneError?.self) { group in
      group.addTask {
        do throws(ControlPlaneError) {
          try await body()
          return nil
        } catch { return error }
      }
      group.addTask {
        try? await Task.sleep(for: limit)
        guard !Task.isCancelled else { return nil }
        return .silent(milliseconds: Int(limit / .milliseconds(1)))
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
    guard let outcome else { return }
    throw outcome
  }
}
