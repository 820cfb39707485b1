import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// `drey image build`
struct ImageBuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Build images where the engine lacks them",
    discussion: "A folder that is named like one of the subcommands is meant by ./flink.",
    subcommands: [ImageBuildFlinkCommand.self, ImageBuildRuntimeCommand.self],
    defaultSubcommand: ImageBuildRuntimeCommand.self)
}

/// `drey image build [APP]`
struct ImageBuildRuntimeCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    // No folder is likely to have this name; it need not be typed.
    commandName: "runtime-images",
    abstract: "Build the images of JobManager and TaskManager where the engine lacks them",
    discussion: """
      They are named by their content, and, for files that outlive a build, drey/jobmanager:latest, \
      drey/taskmanager:latest and drey/application:PRODUCT.
      """)

  @Argument(
    help: "An application, a SwiftPM package folder or an executable, whose image is built as well", completion: .file()
  )
  var app: String?

  @Option(help: "The executable to build, where the package has several")
  var product: String?

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let console = output.console()
    let application = try app.map { text throws(Failure) in try ApplicationSource(text) }
    let tags = try await ImageCatalog.withEngine(environment: ProcessInfo.processInfo.environment) {
      try await $0.build(application: application, product: product, observer: console)
    }
    try output.print(NameList(names: tags))
  }
}
