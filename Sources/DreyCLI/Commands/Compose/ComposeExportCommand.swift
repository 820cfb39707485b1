import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// `drey compose export`
struct ComposeExportCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a cluster as a Compose file",
    discussion: """
      The file holds what `drey run` would make, hardening and limits included, and no secrets. It needs no drey where \
      it is used, only the images, which `drey image build` makes. docs/compose.md says more.
      """)

  @Argument(
    help: "A SwiftPM package folder, an executable, a JAR, or an image; none in session mode", completion: .file())
  var app: String?

  @Option(
    name: .shortAndLong, help: "A spec file instead of an application and options; docs/spec.md has its format",
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var file: String?

  @Option(
    help: ArgumentHelp("\(ComposeExport.modes.joined(separator: ", ")); default: application", valueName: "mode"),
    completion: .list(ComposeExport.modes))
  var mode: String?

  @OptionGroup var own: OwnClusterOptions
  @OptionGroup(title: "Cluster") var cluster: ClusterOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: "The executable to run, where the package has several")
  var product: String?

  @OptionGroup(title: "State") var restore: RestoreOptions
  @OptionGroup(title: "Apache Flink") var jar: JarOptions

  @Option(
    name: [.customShort("o"), .customLong("write-to")],
    help: ArgumentHelp("Where the file goes; default: standard output", valueName: "path"))
  var target: String?

  @Argument(parsing: .postTerminator, help: "Arguments of the application")
  var arguments: [String] = []

  func run() async throws {
    let text = try await export().text()
    if let target {
      let path = try HostPath.absolute(target)
      do { try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) } catch {
        throw Failure(
          .usage, "\(target) cannot be written", advice: "Give a file in a folder that exists and is yours.")
      }
    }
    try output.print(ExportedFile(path: target, content: text))
  }

  private func export() throws -> ComposeExport {
    let observer = output.console()
    let environment = ProcessInfo.processInfo.environment
    if let file {
      guard app == nil, mode == nil, product == nil, arguments.isEmpty, own.name == nil, own.parallelism == nil,
        cluster.given.isEmpty
      else {
        throw Failure(
          .usage, "-f \(file) says what the cluster and its application are",
          advice: "Give either -f or an application and options.")
      }
      var spec = try SpecFile(path: file)
      if !spec.isNamed { spec.cluster.name = .fixed(hint: spec.application?.hint ?? spec.mode) }
      return try ComposeExport(
        mode: spec.mode, spec: spec.cluster, source: spec.application, product: spec.product, selection: spec.selection,
        environment: environment,
        observer: observer)
    }
    let source = try app.map { text throws(Failure) in try ApplicationSource(text) }
    let mode = mode ?? "application"
    let hint = source?.hint ?? mode
    // The same cluster makes the same file.
    let spec = try cluster.spec(
      name: try own.clusterName() ?? .fixed(hint: hint), parallelism: own.parallelism, arguments: arguments,
      usualEngine: source?.isJar == true ? .flink : .drey)
    return try ComposeExport(
      mode: mode, spec: spec, source: source, product: product, selection: try restore.selection(jar),
      environment: environment, observer: observer)
  }
}

/// What `drey compose export` made.
struct ExportedFile: Renderable {
  /// nil: it went to standard output.
  var path: String?
  var content: String

  var text: String { path == nil ? String(content.dropLast()) : "" }
}
