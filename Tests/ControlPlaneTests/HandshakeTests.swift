import DreyModel
import Glibc
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import ControlPlane

private let right = Array("0123456789abcdef".utf8)
private let wrong = Array("0123456789abcdeX".utf8)

@Suite struct HandshakeTests {
  /// Runs both sides over TCP.
  private func shake(
    server: [UInt8], client: [UInt8], serverVersion: Int = 1, clientVersion: Int = 1
  ) async throws -> (server: ControlPlaneError?, client: ControlPlaneError?) {
    let serverSecret = try ClusterSecret(server)
    let clientSecret = try ClusterSecret(client)
    let (ends, endsInput) = AsyncStream<ControlPlaneError?>.makeStream()
    let listener = try await Listener.bind(host: "127.0.0.1", port: 0)
    let serving = Task {
      await listener.run { channel in
        do throws(ControlPlaneError) {
          try await channel.authenticateAsServer(serverSecret, version: serverVersion)
          endsInput.yield(nil)
        } catch { endsInput.yield(error) }
      }
    }
    let clientError = try await Dialer.connect(host: "127.0.0.1", port: listener.port) { channel in
      do throws(ControlPlaneError) {
        try await channel.authenticateAsClient(clientSecret, version: clientVersion)
        return ControlPlaneError?.none
      } catch { return error }
    }
    var serverError: ControlPlaneError?
    for await each in ends {
      serverError = each
      break
    }
    serving.cancel()
    await serving.value
    return (serverError, clientError)
  }

  @Test func theSameSecretIsAccepted() async throws {
    let (server, client) = try await shake(server: right, client: right)
    #expect(server == nil)
    #expect(client == nil)
  }

  @Test func anotherSecretIsRefused() async throws {
    let (server, client) = try await shake(server: right, client: wrong)
    #expect(server == .notAuthentic)
    #expect(client == .refused("wrong cluster secret"))
  }

  @Test func anotherVersionIsNamed() async throws {
    let (_, client) = try await shake(server: right, client: right, serverVersion: 7)
    #expect(client == .versionMismatch(own: 1, peer: 7))
    #expect("\(try #require(client))".contains("same drey release"))
  }

  @Test func theServerChecksTheVersionAsWell() throws {
    let server = ServerHandshake(secret: try ClusterSecret(right), version: 1, nonce: "n")
    #expect(server.answer(.response(version: 2, nonce: "m", proof: "")).error == .versionMismatch(own: 1, peer: 2))
  }

  @Test func aServerThatDoesNotKnowTheSecretIsNotBelieved() throws {
    let client = ClientHandshake(secret: try ClusterSecret(right), version: 1, nonce: "client")
    let impostor = try ClusterSecret(wrong)
    #expect(throws: ControlPlaneError.notAuthentic) {
      try client.check(
        .welcome(proof: impostor.proof(of: .server, serverNonce: "server", clientNonce: "client")),
        serverNonce: "server")
    }
  }

  @Test func theClientsOwnProofIsOfNoUseToAServer() throws {
    let secret = try ClusterSecret(right)
    let client = ClientHandshake(secret: secret, version: 1, nonce: "client")
    guard case .response(_, _, let proof) = try client.answer(.challenge(version: 1, nonce: "server")).reply else {
      Issue.record("no response")
      return
    }
    #expect(throws: ControlPlaneError.notAuthentic) { try client.check(.welcome(proof: proof), serverNonce: "server") }
  }

  @Test func aProofIsOfNoUseForAnotherNonce() throws {
    let secret = try ClusterSecret(right)
    let proof = secret.proof(of: .client, serverNonce: "first", clientNonce: "c")
    let server = ServerHandshake(secret: secret, version: 1, nonce: "second")
    #expect(server.answer(.response(version: 1, nonce: "c", proof: proof)).error == .notAuthentic)
  }

  @Test(arguments: [[UInt8](), Array("GET / HTTP/1.1\r\n\r\n".utf8), [0, 0, 0, 2, 0x7B, 0x7D]])
  func aStrangerIsNotListenedTo(bytes: [UInt8]) async throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    let (own, stranger) = (ends[0], ends[1])
    defer { close(stranger) }
    if !bytes.isEmpty { #expect(write(stranger, bytes, bytes.count) == bytes.count) }
    let secret = try ClusterSecret(right)
    let error = try await Dialer.attach(descriptor: own) { channel in
      do throws(ControlPlaneError) {
        try await channel.authenticateAsServer(secret, limit: .milliseconds(bytes.isEmpty ? 20 : 10_000))
        return ControlPlaneError?.none
      } catch { return error }
    }
    #expect(error != nil)
  }

  @Test func shortAndMissingSecretsAreRefused() {
    #expect(throws: Failure.self) { try ClusterSecret(Array("short".utf8)) }
    #expect(throws: Failure.self) { try ClusterSecret(file: "/no/such/secret") }
  }
}
