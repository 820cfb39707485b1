import ControlPlane
import DreyModel
import FoundationEssentials
import Glibc
import Testing

@testable import JobManager

@Suite struct SecretsTests {
  /// Runs the verb in a folder of its own.
  private func make(
    _ items: [String], job: String? = nil, times: Int = 1, _ body: (_ codes: [Int32], _ folder: String) throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-secrets-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var environment = ["DREY_SECRET_FILE": "\(folder)/cluster", "DREY_REST_TOKEN_FILE": "\(folder)/token"]
    environment[ContainerContract.jobVariable] = job
    var codes: [Int32] = []
    for _ in 0..<times {
      codes.append(await JobManagerMain.run(arguments: ["secrets"] + items, environment: environment))
    }
    try body(codes, folder)
  }

  private func content(_ path: String) -> String {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  @Test func theyAreRandomAndForTheirOwnerAlone() async throws {
    var seen: Set<String> = []
    for _ in 0..<2 {
      try await make(["cluster", "rest-token"]) { codes, folder in
        #expect(codes == [0])
        for name in ["cluster", "token"] {
          var status = stat()
          #expect(stat("\(folder)/\(name)", &status) == 0)
          #expect(status.st_mode & 0o777 == 0o400)
          seen.insert(content("\(folder)/\(name)"))
        }
        _ = try RestToken(file: "\(folder)/token")
        _ = try ClusterSecret(file: "\(folder)/cluster")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2, "nothing else is left there")
      }
    }
    #expect(seen.count == 4)
    #expect(seen.allSatisfy { $0.utf8.count == 64 })
  }

  @Test func whatIsThereStays() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-secrets-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("a secret that members know".utf8).write(to: URL(filePath: "\(folder)/cluster"))
    let environment = ["DREY_SECRET_FILE": "\(folder)/cluster"]
    #expect(await JobManagerMain.run(arguments: ["secrets", "cluster"], environment: environment) == 0)
    #expect(content("\(folder)/cluster") == "a secret that members know")
  }

  @Test func aJobIsReadByTheJobManagerAsItWasShipped() async throws {
    let graph = JobGraph(
      name: "j", vertices: [JobVertex(id: 0, name: "source", parallelism: 1, operators: [])], edges: [])
    let job = ShippedJob(submission: JobSubmission(executionIndex: 0, graph: graph))
    let text = String(decoding: try JSONEncoder().encode(job), as: UTF8.self)
    try await make(["cluster", "job"], job: text, times: 2) { codes, folder in
      #expect(codes == [0, 0])
      let read = try ShippedJob(file: "\(folder)/job.json")
      #expect(read == job)
    }
  }

  @Test(arguments: [([], nil), (["password"], nil), (["job"], nil), (["job"], "{}")] as [([String], String?)])
  func whatCannotBeMadeIsAUsageError(items: [String], job: String?) async throws {
    try await make(items, job: job) { codes, _ in #expect(codes == [2]) }
  }

  @Test func aFolderThatIsNotThereIsNamed() {
    let failure = #expect(throws: Failure.self) { try SecretFileWriter(path: "/no/such/folder/file").write([1]) }
    #expect(failure?.domain == .usage)
    #expect(failure?.message.contains("/no/such/folder/file") == true)
  }
}
