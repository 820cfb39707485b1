import Glibc
import StubEngine
import Testing

@testable import DockerEngine

struct ConnectionDiagnosisTests {
  // Root may connect to any socket, so the refusal itself cannot be had in a test that root runs.
  @Test(arguments: [
    (EACCES, ConnectionAttempt.Failure.permissionDenied(group: "root")), (ECONNREFUSED, .connectionRefused),
    (EAGAIN, .noAnswer), (0, .other("why")),
  ])
  func whatAnErrorNumberMeansForASocketThatExists(_ code: Int32, _ failure: ConnectionAttempt.Failure) async throws {
    let stub = try await StubEngine.start { _ in nil }
    chown(stub.path, getuid(), 0)
    let error = DockerEngineError.transport(request: "GET /_ping", message: "why", code: 7, osError: code)
    #expect(ConnectionDiagnosis.failure(of: error, at: .unix(stub.path)) == failure)
  }
}
