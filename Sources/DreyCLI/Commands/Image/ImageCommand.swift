import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// `drey image`
struct ImageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "image", abstract: "Build, list and remove drey's images on the engine",
    subcommands: [ImageListCommand.self, ImageBuildCommand.self, ImagePruneCommand.self])
}

/// `drey image list`
struct ImageListCommand: ReportingCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List drey's images, newest first")

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let images = try await ImageCatalog.withEngine(environment: ProcessInfo.processInfo.environment) {
      try await $0.images()
    }
    try output.print(ImageList(images, now: ClusterLifetime.now()), names: images.map(\.reference))
  }
}

/// `drey image build`
struct ImageBuildCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Build the images of JobManager and TaskManager where the engine lacks them",
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

/// `drey image prune`
struct ImagePruneCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Remove the images that no container uses",
    discussion: """
      The images of this drey's own JobManager and TaskManager stay. An application's image that is needed again is \
      built again, which takes about a second.
      """)

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let removed = try await ImageCatalog.withEngine(environment: ProcessInfo.processInfo.environment) {
      try await $0.prune()
    }
    try output.print(NameList(names: removed.map(\.reference)))
  }
}
