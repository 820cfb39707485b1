import DockerEngine
import StubEngine
import Synchronization
import Testing

/// A stub engine and a client connected to it.
struct StubbedEngine {
  let stub: StubEngine
  let engine: DockerEngine

  init(timeout: Duration = .seconds(20), _ script: @escaping StubEngine.Script) async throws {
    stub = try await StubEngine.start(script)
    engine = try await DockerEngine.connect(to: .unix(stub.path), timeout: timeout)
  }

  /// A stub that gives every request the same answer.
  init(always response: StubResponse) async throws {
    try await self.init { $0.path == "/_ping" ? nil : response }
  }

  /// The only request that was made.
  func request() throws -> StubRequest {
    #expect(stub.requests.count == 1)
    return try #require(stub.requests.first)
  }
}

/// Waits for a state. Records an issue when it does not come within `limit`.
func eventually(
  within limit: Duration = .seconds(60), _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation,
  _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while try await !condition() {
    guard ContinuousClock.now < deadline else {
      Issue.record(what, sourceLocation: sourceLocation)
      return
    }
    try await Task.sleep(for: .milliseconds(5))
  }
}

/// The error an operation throws, which has to be a `DockerEngineError`.
func engineError(
  sourceLocation: SourceLocation = #_sourceLocation, _ operation: () async throws -> some Any
) async throws -> DockerEngineError {
  try #require(
    await #expect(throws: DockerEngineError.self, sourceLocation: sourceLocation) { _ = try await operation() },
    sourceLocation: sourceLocation)
}

/// A frame of the multiplexed log stream.
func frame(_ source: UInt8, _ text: String) -> [UInt8] {
  let payload = Array(text.utf8)
  let length = (0..<4).map { UInt8(truncatingIfNeeded: payload.count >> (24 - 8 * $0)) }
  return [source, 0, 0, 0] + length + payload
}
