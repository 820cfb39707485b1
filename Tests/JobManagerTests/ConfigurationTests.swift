import ChildProcess
import ControlPlane
import DreyModel
import Glibc
import Testing

@testable import JobManager
@testable import TaskManager

@Suite struct ConfigurationTests {
  private func withUserLibrary(_ files: [(String, mode_t)], _ body: (String) throws -> Void) throws {
    var template = Array("/tmp/drey-usrlib-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for (name, mode) in files {
      let descriptor = open("\(folder)/\(name)", O_CREAT | O_WRONLY, mode)
      close(descriptor)
    }
    defer {
      for (name, _) in files { unlink("\(folder)/\(name)") }
      rmdir(folder)
    }
    try body(folder)
  }

  @Test func theOneExecutableIsTheApplication() throws {
    try withUserLibrary([("app", 0o755), (".hidden", 0o644)]) { folder in
      let found = try UserLibrary.executable(in: folder)
      #expect(found == "\(folder)/app")
    }
  }

  private func complaint(about files: [(String, mode_t)]) throws -> Failure? {
    var failure: Failure?
    try withUserLibrary(files) { folder in
      do throws(Failure) { _ = try UserLibrary.executable(in: folder) } catch { failure = error }
    }
    return failure
  }

  @Test func anythingElseIsNamed() throws {
    let nothing = try complaint(about: [])
    #expect(nothing?.message.contains("no application") == true)
    let several = try complaint(about: [("a", 0o755), ("b", 0o755)])
    #expect(several?.domain == .usage)
    #expect(several?.message.contains("2 files") == true)
    #expect(several?.message.contains("a, b") == true)
    #expect(throws: Failure.self) { try UserLibrary.executable(in: "/no/such/folder") }
  }

  @Test(arguments: [["jobmanager"], ["taskmanager"], [], ["standalone-job", "-D", "heartbeat.interval=soon"]])
  func whatCannotRunIsAUsageError(arguments: [String]) throws {
    try withUserLibrary([("app", 0o755), ("secret", 0o644)]) { folder in
      #expect(throws: Failure.self) { try JobManagerMain.configuration(arguments, ["DREY_USRLIB": folder]) }
    }
  }

  @Test func exitCodesFollowTheDomain() {
    func code(_ status: ApplicationStatus, _ domain: Failure.Domain? = nil) -> Int32 {
      let failure = domain.map { Failure($0, "") }
      return ExitCode(ApplicationResult(status: status, jobs: [], failure: failure)).rawValue
    }
    #expect(code(.succeeded) == 0)
    #expect(code(.canceled, .cancelled) == 5)
    #expect(code(.failed, .user) == 1)
    #expect(code(.failed, .usage) == 2)
    #expect(code(.failed, .infrastructure) == 3)
    #expect(code(.failed, .timeout) == 4)
    #expect(code(.failed) == 1)
  }

  @Test func addressesAndPortsOfBothJobManagersAreReadInOnePlace() throws {
    let secret = try ClusterSecret(Array("0123456789abcdef".utf8))
    let options = ["jobmanager.bind-host": "127.0.0.1", "jobmanager.rpc.port": "0", "blob.server.port": "0"]
    let configuration = try JobManagerConfiguration(secret: secret, options: Options(options))
    #expect(configuration.bindHost == "127.0.0.1")
    #expect([configuration.rpcPort, configuration.blobPort] == [0, 0])
    let other = try JobManagerConfiguration(secret: secret, options: Options())
    #expect(other.bindHost == "0.0.0.0")
    #expect(throws: Failure.self) {
      try JobManagerConfiguration(secret: secret, options: Options(["jobmanager.bind-host": ""]))
    }
  }

  @Test func workersAreToldWhatStateMayTake() throws {
    let secret = try ClusterSecret(Array("0123456789abcdef".utf8))
    func workerLimit(_ text: String?) throws -> String? {
      let options = Options(text.map { ["taskmanager.memory.managed.size": $0] } ?? [:])
      let configuration = try TaskManagerConfiguration(
        options: options, secret: secret, scratch: "/tmp", environment: [:])
      return configuration.workerEnvironment[RoleEnvironment.stateMemory]
    }
    #expect(try workerLimit("256m") == "268435456")
    #expect(try workerLimit(nil) == nil)
    for wrong in ["much", "0", "-1m"] {
      let failure = #expect(throws: Failure.self) { try workerLimit(wrong) }
      #expect(failure?.domain == .usage)
      #expect(failure?.message.contains("taskmanager.memory.managed.size is '\(wrong)'") == true)
    }
  }

  @Test func aTaskManagerCannotDialPortZero() throws {
    let secret = try ClusterSecret(Array("0123456789abcdef".utf8))
    for key in ["jobmanager.rpc.port", "blob.server.port"] {
      let failure = #expect(throws: Failure.self) {
        try TaskManagerConfiguration(options: Options([key: "0"]), secret: secret, scratch: "/tmp", environment: [:])
      }
      #expect(failure?.domain == .usage)
      #expect(failure?.message.hasPrefix(key) == true)
    }
  }
}
