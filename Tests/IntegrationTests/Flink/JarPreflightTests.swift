import DreyDeploy
import DreyModel
import FoundationEssentials
import Testing

/// The preflight on JARs that a Java compiler made: see Tests/FlinkJobs.
@Suite struct JarPreflightTests {
  private static let flink = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined() + "/.build/flink"

  private func examine(
    _ name: String, builtFor version: String = "2.3.0", on cluster: String = "2.3.0"
  ) throws
    -> (entryClass: String, findings: [JarFinding])
  {
    let path = "\(Self.flink)/jobs/\(version)/\(name).jar"
    try #require(FileManager.default.fileExists(atPath: path), "there is no \(path); run: make setup-flink")
    return try JarPreflight.examine(jar: path, entryClass: nil, flinkVersion: cluster)
  }

  @Test(arguments: ["wordcount", "keyed", "failing", "endless", "twojobs", "trivial"], ["2.3.0", "1.20.0"])
  func nothingIsFoundInAJob(name: String, version: String) throws {
    let result = try examine(name, builtFor: version, on: version)
    #expect(result.findings == [])
    #expect(result.entryClass.lowercased() == "dev.drey.jobs.\(name)")
  }

  @Test(arguments: [
    ("newer", "is compiled for Java 25, but the image runs Java 17"),
    ("noentry", "the manifest names no Main-Class"),
  ])
  func whatWouldFailIsAnError(name: String, message: String) throws {
    let findings = try examine(name).findings
    #expect(findings.map(\.severity) == [.error])
    #expect(findings.first?.message.contains(message) == true)
  }

  @Test func bundledFlinkIsAWarning() throws {
    let findings = try examine("bundled").findings
    #expect(findings.map(\.severity) == [.warning])
    #expect(findings.first?.message.contains("it bundles org.apache.flink.streaming.api.environment.") == true)
  }

  @Test func anotherScalaIsAWarning() throws {
    #expect(try examine("scala211").findings.map(\.severity) == [.warning])
  }

  @Test func aJobForAnOlderFlinkRunsThereOnly() throws {
    #expect(try examine("old", builtFor: "1.20.0", on: "1.20.0").findings == [])
    let messages = try examine("old", builtFor: "1.20.0").findings.map(\.message)
    #expect(messages.contains { $0.contains("dev.drey.jobs.Old uses org.apache.flink.api.java.DataSet,") })
    #expect(messages.contains { $0.contains("dev.drey.jobs.OldSource uses") })
  }
}
