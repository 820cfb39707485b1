import ChildProcess
import DreyModel
import FoundationEssentials
import Glibc
import Testing

@testable import JobManager

/// Jobs with processes of their own that read a folder into which files come all the time: every `main()` brings one.
@Suite(.timeLimit(.minutes(3))) struct ChangingFolderTests {
  /// The lines that are in the folder before anything starts.
  private static let lines = (0..<300).flatMap { ["f\($0) a", "f\($0) b"] }

  private struct Folders {
    let folder: String
    var input: String { "\(folder)/in" }
    var output: String { "\(folder)/out" }

    init(_ folder: String) throws {
      self.folder = folder
      for each in ["in", "out"] {
        try FileManager.default.createDirectory(atPath: "\(folder)/\(each)", withIntermediateDirectories: true)
      }
      for number in 0..<300 {
        try Data("f\(number) a\nf\(number) b\n".utf8).write(to: URL(filePath: "\(input)/f\(number)"))
      }
    }

    static func with(_ body: (Folders) async throws -> Void) async throws {
      let folder = FileManager.default.temporaryDirectory.path + "/drey-lines-\(UInt64.random(in: 0 ... .max))"
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try await body(try Folders(folder))
    }

    func arguments(_ more: String...) -> [String] {
      ["--job", "lines", "--input", input, "--output", output] + more
    }

    /// The lines that each process has read.
    func seen() throws -> [[String]] {
      try FileManager.default.contentsOfDirectory(atPath: output).map { name in
        String(decoding: try Data(contentsOf: URL(filePath: "\(output)/\(name)")), as: UTF8.self)
          .split(separator: "\n").map(String.init)
      }
    }

    /// The processes whose main() has brought a file.
    func late() throws -> Set<String> {
      Set(
        try FileManager.default.contentsOfDirectory(atPath: input).filter { $0.hasPrefix("0-") }.map {
          "\($0.dropFirst(2))"
        })
    }
  }

  /// Every line that was there before comes once, every later one once or not at all, and whole files.
  private static func check(_ found: [String]) {
    #expect(found.filter { $0.hasPrefix("f") }.sorted() == lines.sorted())
    let late = Dictionary(grouping: found.filter { $0.hasPrefix("late") }) { $0.prefix { $0 != " " } }
    #expect(late.allSatisfy { Set($0.value).count == 500 && $0.value.count == 500 })
  }

  @Test func filesThatComeWhileTheJobStartsCostNoLineAndDoubleNone() async throws {
    try await Folders.with { folders in
      let cluster = try ClusterFixture()
      let (result, ends) = try await cluster.run(
        folders.arguments(), options: ["parallelism.default": "4"],
        taskManagers: [("a", 1), ("b", 2), ("c", 1)], application: "StreamTestJob")
      #expect(result.status == .succeeded, "\(result.failure?.description ?? "")")
      #expect(ends == [nil, nil, nil])
      #expect(try folders.late().count == 4, "main() ran four times")
      Self.check(try folders.seen().flatMap { $0 })
    }
  }

  @Test func aRegionThatIsRestartedReadsWhatItReadBefore() async throws {
    try await Folders.with { folders in
      let cluster = try ClusterFixture()
      let (result, ends) = try await cluster.run(
        folders.arguments("--crash", "\(folders.folder)/crash", "--crash-line", "f150 a"),
        options: [
          "parallelism.default": "2", "restart-strategy.type": "fixed-delay",
          "restart-strategy.fixed-delay.delay": "0 ms",
        ], application: "StreamTestJob")
      #expect(result.status == .succeeded, "\(result.failure?.description ?? "")")
      #expect(ends == [nil, nil])
      var seen = try folders.seen()
      #expect(seen.count == 3, "one crashed, one took its place, one went on")
      let crashed = try #require(seen.filter { $0.contains("f150 a") }.min { $0.count < $1.count })
      seen.remove(at: try #require(seen.firstIndex(of: crashed)))
      #expect(seen.contains { $0.starts(with: crashed) }, "what took its place read the same, in the same order")
      Self.check(seen.flatMap { $0 })
    }
  }

  @Test func aJobManagerThatIsStartedAgainDealsNothingAnew() async throws {
    try await ServiceHome.with { home in
      let folders = try Folders(home.folder)
      let options = [
        "-D", "high-availability.storageDir=\(home.folder)/ha", "-D", "execution.checkpointing.interval=1 h", "-D",
        "execution.checkpointing.dir=\(home.folder)/state", "-D", "parallelism.default=2",
      ]
      let arguments = folders.arguments("--crash-line", "none")
      let first = try home.jobManager("standalone-job", options, arguments)
      let ports = try await first.ports()
      let taskManager = try await home.taskManager("a", of: first, ["-D", "taskmanager.numberOfTaskSlots=2"])
      defer { taskManager.process.signal(SIGKILL) }
      try await first.journal.wait { if case .subtasksRunning = $0 { true } else { false } }
      first.process.signal(SIGKILL)
      try #require(await first.process.wait(upTo: .seconds(20)) != nil)
      let (before, late) = (
        Set(try FileManager.default.contentsOfDirectory(atPath: folders.output)), try folders.late()
      )
      let again = ["-D", "jobmanager.rpc.port=\(ports.rpc)", "-D", "blob.server.port=\(ports.blob)"]
      let second = try home.jobManager("standalone-job", options + again, arguments)
      #expect(await second.process.wait(upTo: .seconds(60)) == .exited(0))
      let names = try FileManager.default.contentsOfDirectory(atPath: folders.output).filter { !before.contains($0) }
      let found = try names.flatMap { name in
        String(decoding: try Data(contentsOf: URL(filePath: "\(folders.output)/\(name)")), as: UTF8.self)
          .split(separator: "\n").map(String.init)
      }
      Self.check(found)
      let read = Set(found.filter { $0.hasPrefix("late") }.map { String($0.prefix { $0 != " " }) })
      #expect(read.isSubset(of: late), "files that came after the first start are not read")
    }
  }
}
