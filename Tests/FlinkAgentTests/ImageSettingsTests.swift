import DreyModel
import FoundationEssentials
import Testing

@testable import FlinkAgent

@Suite struct ImageSettingsTests {
  @Test func flinkPropertiesOfAnImageHoldButNotForWhatBelongsToTheCluster() {
    let settings = ImageSettings(
      [ImageSettings.variable: "state.backend.type: rocksdb\n# a: b\nrest.port: 9999\ns3.endpoint: 'http://a:1' # x\n"],
      configuration: nil)
    #expect(settings.options == ["state.backend.type": "rocksdb", "s3.endpoint": "http://a:1"])
    #expect(settings.warnings.count == 1)
    #expect(settings.warnings.first?.contains("rest.port") == true)
  }

  @Test func keysOfAnOwnConfigurationAreNamed() {
    let own = """
      jobmanager:
        bind-host: localhost
        rpc:
          address: localhost
      state:
        backend:
          type: rocksdb
      taskmanager.numberOfTaskSlots: 4
      s3.endpoint: http://minio:9000
      """
    let settings = ImageSettings([:], configuration: own)
    #expect(settings.options.isEmpty)
    #expect(settings.warnings.count == 1)
    #expect(settings.warnings.first?.hasSuffix("s3.endpoint, state.backend.type") == true)
  }

  @Test func flinksOwnConfigurationIsNoWarning() {
    let stock = """
      env:
        java:
          opts:
            all: --add-exports=java.base/sun.net.util=ALL-UNNAMED
      jobmanager:
        memory:
          process:
            size: 1600m
        execution:
          failover-strategy: region
      parallelism:
        default: 1
      rest:
        address: localhost
      """
    #expect(ImageSettings([:], configuration: stock).warnings.isEmpty)
  }

  @Test func optionsOfTheJVMReachItByFlinksKeys() {
    let options = ["env.java.opts.all": "-Da=1 '-Db=x y'", "env.java.opts.taskmanager": "-Dc=\"2\"", "other": "x"]
    #expect(JavaOptions.given(.taskManager, options) == ["-Da=1", "-Db=x y", "-Dc=2"])
    #expect(JavaOptions.given(.standaloneJob, options) == ["-Da=1", "-Db=x y"])
    #expect(JavaOptions.words("  ") == [])
  }

  @Test func pluginsThatAnImageEnablesAreLinked() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "plugins-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: root) }
    for folder in ["flink/plugins/metrics", "flink/opt", "scratch"] {
      try FileManager.default.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
    }
    try Data("x".utf8).write(to: URL(filePath: "\(root)/flink/opt/flink-s3-fs-hadoop-2.3.0.jar"))
    let home = try FlinkHome(path: "\(root)/flink", environment: [:])
    let plugins = PluginFolder(home: home, scratch: "\(root)/scratch")
    #expect(try plugins.prepare([:]) == "\(root)/flink/plugins")
    let folder = try plugins.prepare([PluginFolder.variable: "flink-s3-fs-hadoop-2.3.0.jar;"])
    #expect(folder == "\(root)/scratch/plugins")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    #expect(
      files == ["flink-s3-fs-hadoop-2.3.0", "flink-s3-fs-hadoop-2.3.0/flink-s3-fs-hadoop-2.3.0.jar", "metrics"])
    let failure = #expect(throws: Failure.self) { try plugins.prepare([PluginFolder.variable: "no-such.jar"]) }
    #expect(failure?.message.contains("'no-such.jar'") == true)
  }
}
