import DreyModel
import NIOCore
import NIOPosix
import Testing

@testable import ControlPlane

@Suite struct ListenerTests {
  /// How a client's connection ends that nobody serves: it is closed, rather than the process crashing.
  private func visit(_ port: Int) async -> ControlPlaneError? {
    do throws(ControlPlaneError) {
      return try await Dialer.connect(host: "127.0.0.1", port: port) { channel in
        do throws(ControlPlaneError) {
          return try await channel.next() == nil ? ControlPlaneError.endedEarly : nil
        } catch { return error }
      }
    } catch { return error }
  }

  @Test func closingLetsConnectionsGoThatNobodyServed() async throws {
    for _ in 0..<20 {
      let listener = try await Listener.bind(host: "127.0.0.1", port: 0)
      async let visits = withTaskGroup(of: ControlPlaneError?.self) { group in
        for _ in 0..<8 { group.addTask { await visit(listener.port) } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      await Task.yield()
      await listener.close()
      #expect(await visits.allSatisfy { $0?.isTransient == true })
    }
  }

  @Test func cancellingWhileConnectionsComeEndsThem() async throws {
    for _ in 0..<20 {
      let listener = try await Listener.bind(host: "127.0.0.1", port: 0)
      let serving = Task { await listener.run { channel in _ = try? await channel.next() } }
      async let visits = withTaskGroup(of: ControlPlaneError?.self) { group in
        for _ in 0..<8 { group.addTask { await visit(listener.port) } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      await Task.yield()
      serving.cancel()
      await serving.value
      #expect(await visits.allSatisfy { $0?.isTransient == true })
    }
  }

  @Test func aPortThatIsTakenIsNamed() async throws {
    let listener = try await Listener.bind(host: "127.0.0.1", port: 0)
    let port = listener.port
    await #expect(throws: Failure.self) { try await Listener.bind(host: "127.0.0.1", port: port) }
    await listener.close()
  }
}
