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

/// `drey image prune`
struct ImagePruneCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Remove the images that no container uses",
    discussion: """
      The images of this drey's own JobManager and TaskManager stay, and so does what `drey image build flink` built \
      last for each version. An application's image that is needed again is built again, which takes about a second.
      """)

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let removed = try await ImageCatalog.withEngine(environment: ProcessInfo.processInfo.environment) {
      try await $0.prune()
    }
    try output.print(NameList(names: removed.map(\.reference)))
  }
}
