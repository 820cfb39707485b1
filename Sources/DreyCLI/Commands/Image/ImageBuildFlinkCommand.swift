import ArgumentParser
import DreyDeploy
import FoundationEssentials

/// `drey image build flink`
struct ImageBuildFlinkCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "flink", abstract: "Build an image with Apache Flink, drey/flink:VERSION, where the engine lacks it",
    discussion: """
      Flink's files come from the Python package apache-flink-libraries, which pip fetches once (its settings of index \
      and proxy hold), or from --wheel. They are kept in $XDG_CACHE_HOME/drey or ~/.cache/drey.

      Clusters use this image rather than the official one of the same version. Where the base has a java, building it \
      needs no network.
      """)

  @Option(help: "Flink's version (default: that of --wheel, or \(FlinkVersion.standard))")
  var flinkVersion: String?

  @Option(
    help: """
      The image to build it from, Debian's or one with a java, pulled if the engine lacks it (default: \
      \(FlinkBaseImage.standardBase))
      """)
  var base: String?

  @Option(help: "The release of Java, which is installed from Debian's packages where the base has no java")
  var java = FlinkBaseImage.standardJava

  @Option(
    help: ArgumentHelp(
      "Flink's files: a wheel or source archive of apache-flink-libraries, a binary release, or one unpacked",
      valueName: "path"), completion: .file())
  var wheel: String?

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let console = output.console()
    let environment = ProcessInfo.processInfo.environment
    let image = FlinkBaseImage(version: flinkVersion, base: base, javaRelease: java, files: wheel)
    let references = try await ImageCatalog.withEngine(environment: environment) {
      try await $0.build(flink: image, environment: environment, observer: console)
    }
    try output.print(NameList(names: references))
  }
}
