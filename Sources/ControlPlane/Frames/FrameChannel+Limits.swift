import NIOCore

extension FrameChannel {
  /// Gives up what takes longer than `limit`; the connection is of no use after that.
  /// - Throws: the error of `body`, or that the other side was silent.
  static func within<Value: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws(ControlPlaneError) -> Value
  ) async throws(ControlPlaneError) -> Value {
    let outcome = await withTaskGroup(of: Result<Value, ControlPlaneError>.self) { group in
      group.addTask {
        do throws(ControlPlaneError) { return .success(try await body()) } catch { return .failure(error) }
      }
      group.addTask {
        try? await Task.sleep(for: limit)
        return .failure(.silent(milliseconds: Int(limit / .milliseconds(1))))
      }
      let first = await group.next() ?? .failure(.endedEarly)
      group.cancelAll()
      return first
    }
    return try outcome.get()
  }

  /// Waits for the next frame, for no longer than `limit`.
  func next(within limit: Duration) async throws(ControlPlaneError) -> ByteBuffer? {
    try await Self.within(limit) { () async throws(ControlPlaneError) in try await self.next() }
  }

  /// Writes a frame, for no longer than `limit`.
  func write(_ frame: ByteBuffer, within limit: Duration) async throws(ControlPlaneError) {
    try await Self.within(limit) { () async throws(ControlPlaneError) in try await self.write(frame) }
  }
}
