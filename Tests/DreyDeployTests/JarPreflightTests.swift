import DreyDeploy
import DreyModel
import FoundationEssentials
import JarBuilder
import Testing

@Suite struct JarPreflightTests {
  private func examine(
    _ jar: JarBuilder, entryClass: String? = nil, flink: String = "2.3.0", java: Int = 17
  ) throws
    -> (entryClass: String, findings: [JarFinding])
  {
    let path = FileManager.default.temporaryDirectory.path + "/drey-preflight-\(UInt64.random(in: 0 ... .max)).jar"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(jar.bytes()).write(to: URL(fileURLWithPath: path))
    return try JarPreflight.examine(jar: path, entryClass: entryClass, javaRelease: java, flinkVersion: flink)
  }

  /// A JAR with a job in it, of which nothing is to be found fault with.
  private func job(_ references: String...) -> JarBuilder {
    var jar = JarBuilder()
    jar.addManifest(mainClass: "a.Main")
    jar.add(ClassBuilder("a/Main", hasMain: true, references: references))
    return jar
  }

  @Test func nothingIsFoundInAGoodJar() throws {
    let result = try examine(job("org/apache/flink/streaming/api/environment/StreamExecutionEnvironment"))
    #expect(result.entryClass == "a.Main")
    #expect(result.findings == [])
  }

  @Test func mainMayBeInherited() throws {
    var jar = job()
    jar.add(ClassBuilder("b/Sub", superclass: "a/Main"))
    jar.add(ClassBuilder("b/Endless", superclass: "b/Endless"))
    #expect(try examine(jar, entryClass: "b.Sub").findings == [])
    #expect(try examine(jar, entryClass: "b.Endless").findings.map(\.severity) == [.error])
  }

  @Test func anEntryClassThatIsNotThereIsAnErrorWithTheNearestFirst() throws {
    var jar = job()
    jar.add(ClassBuilder("a/WordCount", hasMain: true))
    let finding = try #require(try examine(jar, entryClass: "a.WordCuont").findings.first)
    #expect(finding.message == "the entry class a.WordCuont is not in the JAR.")
    #expect(finding.advice == "Classes with a main(String[]): a.WordCount, a.Main.")
  }

  @Test func withoutAnEntryClassTheCandidatesAreNamed() throws {
    var jar = JarBuilder()
    jar.add(ClassBuilder("a/Main", hasMain: true))
    let result = try examine(jar)
    #expect(result.entryClass.isEmpty)
    #expect(result.findings.map(\.advice) == ["Classes with a main(String[]): a.Main."])
  }

  @Test func aNewerJavaIsAnErrorOutsideOfVersionedFolders() throws {
    var jar = job()
    jar.add(ClassBuilder("META-INF/versions/25/a/B", javaRelease: 25))
    jar.add(ClassBuilder("module-info", javaRelease: 25))
    #expect(try examine(jar).findings == [])
    jar.add(ClassBuilder("a/C", javaRelease: 21))
    let finding = try #require(try examine(jar).findings.first)
    #expect(finding.severity == .error)
    #expect(finding.message == "the class a.C is compiled for Java 21, but the image runs Java 17.")
    #expect(try examine(jar, java: 21).findings == [])
  }

  @Test func bundledFlinkIsAWarningAndConnectorsAreNot() throws {
    var jar = job()
    jar.add(ClassBuilder("org/apache/flink/connector/kafka/source/KafkaSource"))
    jar.add(ClassBuilder("org/apache/flink/formats/avro/AvroFormat"))
    #expect(try examine(jar).findings == [])
    jar.add(ClassBuilder("org/apache/flink/core/fs/Path"))
    jar.add(ClassBuilder("org/apache/flink/api/common/JobID"))
    let findings = try examine(jar).findings
    #expect(findings.map(\.severity) == [.warning])
    #expect(findings.first?.message.contains("org.apache.flink.core.fs.Path and 1 more") == true)
  }

  @Test(
    arguments: [
      ("flink-connector-kafka", "4.0.1-2.3", nil), ("flink-connector-kafka", "4.0.1-2.0", .warning),
      ("flink-connector-kafka", "3.4.0-1.20", .error), ("flink-avro", "2.3.1", nil), ("flink-avro", "1.20.0", .error),
      ("flink-shaded-jackson", "2.14.2-17.0", nil), ("flink-avro", "nonsense", nil),
    ] as [(String, String, JarFinding.Severity?)])
  func librariesForAnotherFlinkAreNamed(name: String, version: String, severity: JarFinding.Severity?) throws {
    var jar = job()
    jar.add("META-INF/maven/org.apache.flink/\(name)/pom.properties", text: "#Generated\nversion=\(version)\n")
    #expect(try examine(jar).findings.first?.severity == severity)
  }

  @Test func anotherScalaIsAWarning() throws {
    var library = job()
    library.add("library.properties", text: "version.number=2.13.16\n")
    #expect(try examine(library).findings.map(\.severity) == [.warning])
    var artifact = job()
    artifact.add("META-INF/maven/org.example/flink-thing_2.11/pom.properties", text: "version=1.0\n")
    #expect(try examine(artifact).findings.first?.message.contains("Scala 2.11") == true)
  }

  @Test func whatFlinkHasNoMoreIsAWarningThere() throws {
    let jar = job("org/apache/flink/api/java/DataSet", "org/apache/flink/api/java/DataSetMine")
    let finding = try #require(try examine(jar).findings.first)
    #expect(finding.severity == .warning)
    #expect(
      finding.message == "the class a.Main uses org.apache.flink.api.java.DataSet, which Flink 2.3 does not have.")
    #expect(try examine(jar, flink: "1.20.0").findings == [])
  }

  @Test func aLoggingBackendIsAWarning() throws {
    var jar = job()
    jar.add(ClassBuilder("org/slf4j/impl/StaticLoggerBinder"))
    #expect(try examine(jar).findings.map(\.severity) == [.warning])
  }

  @Test func errorsComeFirstAndMakeAFailureWithEverything() throws {
    var jar = job()
    jar.add(ClassBuilder("a/C", javaRelease: 21))
    jar.add(ClassBuilder("org/slf4j/impl/StaticLoggerBinder"))
    let findings = try examine(jar).findings
    #expect(findings.map(\.severity) == [.error, .warning])
    let failure = try #require(JarPreflight.failure(of: findings, jar: "job.jar"))
    #expect(failure.domain == .usage)
    #expect(failure.details.count == 2)
    #expect(JarPreflight.failure(of: findings.filter { $0.severity == .warning }, jar: "job.jar") == nil)
  }

  @Test func whatIsNoJarIsRefused() throws {
    for path in ["/", "/proc/self/exe", "/etc/passwd", "/no/such.jar"] {
      let failure = try #require(throws: Failure.self) {
        try JarPreflight.examine(jar: path, entryClass: nil, flinkVersion: "2.3.0")
      }
      #expect(failure.domain == .usage)
      #expect(failure.message.hasPrefix(path))
    }
  }
}
