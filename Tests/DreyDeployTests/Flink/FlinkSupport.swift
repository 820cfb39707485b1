import ChildProcess
import DockerEngine
import DreyDeploy
import DreyModel
import StubEngine
import Synchronization
import Testing

/// Keeps what it is told.
final class KeepingObserver: RunObserver {
  private let state = Mutex<[String]>([])

  var lines: [String] { state.withLock { $0 } }

  func progress(_ phase: RunPhase, _ text: String) { state.withLock { $0.append(text) } }
  func detail(_ phase: RunPhase, _ text: String) { state.withLock { $0.append(text) } }
  func event(_ event: ClusterEvent, from member: String) {}
  func records(_ bytes: [UInt8]) async throws {}
}

enum Shell {
  static func run(_ executable: String, _ arguments: [String], in folder: String) async throws {
    let result = try await ChildProcess.capture(
      .init(executable: executable, arguments: arguments, workingDirectory: folder))
    try #require(result.termination.isSuccess, "\(result.standardError)")
  }
}

/// An engine that has some images and can pull none.
struct ImageStub {
  let stub: StubEngine
  let engine: DockerEngine

  /// - Parameter images: their inspections by reference.
  init(_ images: [String: String]) async throws {
    stub = try await StubEngine.start { request in
      let path = request.path.split(separator: "/").dropFirst().joined(separator: "/")
      if path == "info" { return .json(#"{"Architecture":"x86_64"}"#) }
      if path == "images/create" { return .json(#"{"message":"no such host"}"#, status: 500) }
      guard path.hasPrefix("images/"), path.hasSuffix("/json") else { return nil }
      let name = path.dropFirst("images/".count).dropLast("/json".count)
      return images[String(name)].map { .json($0) } ?? .json(#"{"message":"No such image"}"#, status: 404)
    }
    engine = try await DockerEngine.connect(to: .unix(stub.path))
  }

  /// The references that were asked for, in their order.
  var pulled: [String] { stub.requests.filter { $0.path.hasSuffix("/images/create") }.map(\.query) }
}
