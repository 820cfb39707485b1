import DreyModel
import FoundationEssentials
import Testing

@testable import DreyDeploy

/// Where Flink's files come from, and what is refused before anything is built of them.
@Suite struct FlinkFileTests {
  /// The bytes of an empty ZIP archive with room for a beginning.
  static let jar: [UInt8] = [0x50, 0x4B, 3, 4] + [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)

  static func withFolder<R>(_ files: [String: [UInt8]], _ body: (String) async throws -> R) async throws -> R {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-flink-files-\(UInt64.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, bytes) in files {
      let url = URL(filePath: "\(folder)/\(name)")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url)
    }
    return try await body(folder)
  }

  @Test(arguments: ["", "pyflink/", "deps/"])
  func distributionIsFoundWherePackagesHaveIt(_ prefix: String) async throws {
    let files = ["\(prefix)lib/flink-dist-2.3.0.jar": Self.jar, "\(prefix)plugins/a/b.sh": [], "\(prefix)x.py": []]
    try await Self.withFolder(files) { folder in
      let found = try FlinkDistribution(folder: folder)
      #expect(found.version == "2.3.0")
      #expect(found.files(under: "flink").map(\.name) == ["flink/lib/flink-dist-2.3.0.jar", "flink/plugins/a/b.sh"])
      #expect(found.files(under: "flink").map(\.mode) == [0o644, 0o755])
      #expect(throws: Failure.self) { try found.check(version: "1.20.0") }
    }
  }

  @Test func whatIsNoDistributionIsRefused() async throws {
    try await Self.withFolder(["lib/other.jar": Self.jar]) { folder in
      let failure = #expect(throws: Failure.self) { try FlinkDistribution(folder: folder) }
      #expect(failure?.domain == .usage)
      #expect(failure?.message.contains("no lib/flink-dist") == true)
    }
    try await Self.withFolder(["lib/flink-dist-2.3.0.jar": Array(Self.jar.prefix(6))]) { folder in
      let failure = #expect(throws: Failure.self) { try FlinkDistribution(folder: folder) }
      #expect(failure?.message.hasSuffix("flink-dist-2.3.0.jar is not a JAR, or not all of it") == true)
    }
    #expect(throws: Failure.self) { try FlinkSource("/nowhere/flink.whl") }
  }

  @Test func anArchiveIsUnpackedOnce() async throws {
    let cases = [("wheel.whl", "zipfile", "pyflink"), ("package.tar.gz", "tarfile", "deps")]
    for (name, module, root) in cases {
      try await Self.withFolder(["\(root)/lib/flink-dist-1.20.0.jar": Self.jar, "\(root)/opt/a.jar": [1]]) { folder in
        try await Shell.run("python3", ["-m", module, "-c", name, root], in: folder)
        let (cache, log) = (FlinkCache(folder: "\(folder)/cache"), KeepingObserver())
        let first = try await cache.unpacked("\(folder)/\(name)", observer: log)
        #expect(first.version == "1.20.0")
        #expect(first.files(under: "f").map(\.name) == ["f/lib/flink-dist-1.20.0.jar", "f/opt/a.jar"])
        #expect(try await cache.unpacked("\(folder)/\(name)", observer: log) == first)
        #expect(log.lines.filter { $0.hasPrefix("unpacking") }.count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.folder).count == 1)
      }
    }
  }

  @Test func aFileThatIsNoArchiveIsRefusedAndLeavesNothing() async throws {
    try await Self.withFolder(["flink.whl": [1, 2, 3]]) { folder in
      let cache = FlinkCache(folder: "\(folder)/cache")
      let failure = await #expect(throws: Failure.self) {
        _ = try await cache.unpacked("\(folder)/flink.whl", observer: KeepingObserver())
      }
      #expect(failure?.message.contains("neither a ZIP nor a tar archive") == true)
      let left = try FileManager.default.contentsOfDirectory(atPath: cache.folder)
      #expect(left.isEmpty)
    }
  }

  @Test(arguments: ["", "2", "2.3.0-rc1", "2..0", "a.b", "2.3.0 --index-url=x"])
  func whatIsNoVersionIsRefused(_ text: String) { #expect(throws: Failure.self) { try FlinkVersion.check(text) } }

  @Test func versionsAreReadFromTheNamesOfJars() {
    #expect(FlinkVersion.ofDistribution("flink-dist-2.3.0.jar") == "2.3.0")
    #expect(FlinkVersion.ofDistribution("flink-dist_2.11-1.13.6.jar") == "1.13.6")
    #expect(FlinkVersion.ofDistribution("flink-csv-2.3.0.jar") == nil)
  }

  @Test func pipsWordsSayWhoseDoingItIs() {
    let unknown = Python.failure("9.9.9", ["ERROR: No matching distribution found for apache-flink-libraries==9.9.9"])
    #expect(unknown.domain == .usage)
    #expect(unknown.message == "there is no Apache Flink 9.9.9 on the package index")
    let unreached = Python.failure(
      "2.3.0", ["WARNING: Retrying after connection broken", "ERROR: No matching distribution found"])
    #expect(unreached.domain == .infrastructure)
    #expect(unreached.details == ["ERROR: No matching distribution found"])
  }

  @Test func theCacheIsWhereTheEnvironmentSays() {
    #expect(FlinkCache(environment: ["XDG_CACHE_HOME": "/c", "HOME": "/h"]).folder == "/c/drey/flink")
    #expect(FlinkCache(environment: ["HOME": "/h"]).folder == "/h/.cache/drey/flink")
  }
}
