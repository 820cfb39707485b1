import DockerEngine
import Foundation
import Glibc
import StubEngine
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ConnectTests {
  @Test func theErrorListsEachCandidateAndWhyItFailed() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sockets-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "".write(toFile: "\(folder)/file", atomically: true, encoding: .utf8)
    try abandonedSocket("\(folder)/refused")
    let candidates = ["missing", "file", "refused"].map {
      EngineCandidate(source: "usual path", endpoint: .unix("\(folder)/\($0)"))
    }
    let error = try await engineError { try await DockerEngine.connect(to: candidates) }
    #expect(
      error
        == .connection([
          ConnectionAttempt(candidates[0], .noSuchFile), ConnectionAttempt(candidates[1], .notASocket),
          ConnectionAttempt(candidates[2], .connectionRefused),
        ]))
    #expect(
      "\(error)" == """
        no Docker engine answered; tried:
          unix://\(folder)/missing (usual path): no such file
          unix://\(folder)/file (usual path): not a socket
          unix://\(folder)/refused (usual path): connection refused; is the engine (dockerd) running?
        """)
  }

  @Test func permissionDeniedNamesTheGroupToJoin() {
    let candidate = EngineCandidate(source: "usual path", endpoint: .unix("/s"))
    #expect(
      "\(ConnectionAttempt(candidate, .permissionDenied(group: "docker")))"
        == "unix:///s (usual path): permission denied; run sudo usermod -aG docker $USER, then log in again to join the "
        + "group docker")
    #expect(
      "\(ConnectionAttempt(candidate, .permissionDenied(group: "root")))"
        == "unix:///s (usual path): permission denied; only root may use this socket")
  }

  @Test func theFirstThatAnswersIsTakenAndTheOthersAreTold() async throws {
    let stub = try await StubEngine.start { _ in nil }
    let missing = EngineCandidate(source: "usual path", endpoint: .unix("/nowhere/docker.sock"))
    let answering = EngineCandidate(source: "usual path", endpoint: .unix(stub.path))
    let engine = try await DockerEngine.connect(to: [missing, answering])
    #expect(engine.endpoint == .unix(stub.path))
    #expect(engine.failedAttempts == [ConnectionAttempt(missing, .noSuchFile)])
  }

  @Test func tcpThatNobodyListensOn() async throws {
    let environment = ["DOCKER_HOST": "tcp://127.0.0.1:1"]
    let error = try await engineError { try await DockerEngine.connect(environment: environment) }
    guard case .connection(let attempts) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(attempts.map(\.failure) == [.connectionRefused])
    #expect(attempts.map(\.candidate.source) == ["DOCKER_HOST"])
  }

  @Test func somethingThatIsNoEngine() async throws {
    let stub = try await StubEngine.start { _ in .json("{}") }
    let error = try await engineError { try await DockerEngine.connect(to: .unix(stub.path)) }
    #expect("\(error)".contains("it does not name an Api-Version as a Docker engine does"))
  }

  @Test func anEngineThatDoesNotAnswerThePing() async throws {
    let stub = try await StubEngine.start { _ in .silence }
    let error = try await engineError {
      try await DockerEngine.connect(to: .unix(stub.path), timeout: .seconds(1))
    }
    guard case .connection(let attempts) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(attempts.map(\.failure) == [.noAnswer])
  }

  @Test(arguments: [("1.41", "1.41"), ("1.47", "1.47"), ("1.51", "1.51"), ("1.60", "1.51")])
  func theNewestCommonVersionIsUsed(_ engineVersion: String, _ expected: String) async throws {
    let stub = try await StubEngine.start { request in
      switch request.path {
      case "/_ping": .ping(apiVersion: engineVersion)
      case "/version": .json("{\"ApiVersion\":\"\(engineVersion)\",\"MinAPIVersion\":\"1.24\"}")
      default: .json("{}")
      }
    }
    let engine = try await DockerEngine.connect(to: .unix(stub.path))
    #expect(engine.apiVersion.description == expected)
    _ = try await engine.system.info()
    #expect(stub.requests.last?.target == "/v\(expected)/info")
  }

  @Test(arguments: [("1.40", "1.12"), ("1.99", "1.52")])
  func enginesWithoutACommonVersionAreRefused(_ newest: String, _ oldest: String) async throws {
    let stub = try await StubEngine.start { request in
      request.path == "/_ping" ? .ping(apiVersion: newest) : .json("{\"MinAPIVersion\":\"\(oldest)\"}")
    }
    let error = try await engineError { try await DockerEngine.connect(to: .unix(stub.path)) }
    #expect(
      "\(error)"
        == "the Docker engine speaks API versions \(oldest) to \(newest), this client 1.41 to 1.51")
  }

  @Test(arguments: ["", "1", "1.", ".1", "1.x", "1.2.3", "-1.2", "1.-2"])
  func textThatIsNoVersion(_ text: String) { #expect(APIVersion(text) == nil) }

  @Test func versionsCompareByNumbers() {
    #expect(APIVersion(1, 9) < APIVersion(1, 41))
    #expect(APIVersion(1, 51) < APIVersion(2, 0))
  }

  /// Leaves a socket in the file system that nobody listens on.
  private func abandonedSocket(_ path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(result == 0)
  }
}
