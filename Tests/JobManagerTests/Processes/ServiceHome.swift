import DreyModel
import FoundationEssentials
import Glibc

/// The files of one cluster of plain processes, and how its members are started.
struct ServiceHome: Sendable {
  private static let everywhere = [
    "-D", "jobmanager.rpc.port=0", "-D", "blob.server.port=0", "-D", "jobmanager.bind-host=127.0.0.1",
  ]

  static let token = "the-token-of-the-session"

  var folder: String

  init(_ folder: String) throws {
    self.folder = folder
    try FileManager.default.createDirectory(atPath: "\(folder)/usrlib", withIntermediateDirectories: true)
    try Data("the secret of \(folder)".utf8).write(to: URL(filePath: "\(folder)/secret"))
    try Data(Self.token.utf8).write(to: URL(filePath: "\(folder)/token"))
    symlink(try ServiceProcess.built("StreamTestJob"), "\(folder)/usrlib/StreamTestJob")
  }

  /// Lets `body` have one that is removed afterwards.
  static func with(_ body: (ServiceHome) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-home-\(UInt64.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(try ServiceHome(folder))
  }

  func paths(_ member: String) -> [ContainerContract.PathVariable: String] {
    [
      .userLibrary: "\(folder)/usrlib", .clusterSecret: "\(folder)/secret", .restToken: "\(folder)/token",
      .scratch: "\(folder)/\(member)",
    ]
  }

  /// - Parameter options: go before those that let it take any ports.
  func jobManager(_ verb: String, _ options: [String] = [], _ arguments: [String] = []) throws -> ServiceProcess {
    try ServiceProcess(
      "drey-jobmanager", [verb] + Self.everywhere + options + (arguments.isEmpty ? [] : ["--"] + arguments),
      paths: paths("jobmanager"))
  }

  func taskManager(
    _ id: String, of jobManager: ServiceProcess, _ options: [String] = []
  ) async throws -> ServiceProcess {
    let ports = try await jobManager.ports()
    return try ServiceProcess(
      "drey-taskmanager",
      [
        "taskmanager", "-D", "jobmanager.rpc.address=127.0.0.1", "-D", "jobmanager.rpc.port=\(ports.rpc)", "-D",
        "blob.server.port=\(ports.blob)", "-D", "taskmanager.resource-id=\(id)", "-D",
        "taskmanager.bind-host=127.0.0.1",
      ] + options, paths: paths(id))
  }
}
