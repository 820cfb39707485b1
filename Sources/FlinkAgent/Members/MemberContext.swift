import ControlPlane
import DreyModel

/// What all members have in common: what they were asked for, where things are, where they report.
struct MemberContext: Sendable {
  let line: FlinkCommandLine
  let paths: ServicePaths
  let home: FlinkHome
  let folder: MemberFolder
  let events: EventLog
  /// What the JVM inherits.
  let environment: [String: String]

  /// - Throws: ``Failure`` of the domain `usage` where an argument is wrong, or the image has no Java.
  init(_ arguments: [String], _ environment: [String: String], events: EventLog) throws(Failure) {
    line = try FlinkCommandLine(arguments)
    paths = ServicePaths(environment)
    home = try FlinkHome(path: paths.flinkHome, environment: environment)
    folder = MemberFolder(scratch: paths.scratch)
    self.events = events
    self.environment = ServicePaths.removed(from: environment)
  }

  /// Writes the configuration and puts the JVM's command line together.
  /// - Parameters:
  ///   - settings: what the configuration says besides.
  ///   - mainClass: nil: that of the verb.
  ///   - mainArguments: those of the main class.
  func prepare(
    innerRestPort: Int = 0, settings: [String: String] = [:], variables: [String: String] = [:],
    mainClass: String? = nil, mainArguments: [String]
  ) throws(Failure) -> JavaCommand {
    let image = ImageSettings(environment, configuration: home.configuration)
    // Every member has the same image; one is enough to say it.
    if line.verb != .taskManager {
      for warning in image.warnings { events.log(.warn, source: "image", warning) }
    }
    var line = line
    line.options = Options(image.options.merging(line.options.values) { $1 })
    var flink = FlinkConfiguration(
      line.verb, options: line.options, folder: folder.path, innerRestPort: innerRestPort)
    flink.merge(settings)
    try folder.prepare(flink)
    return try JavaCommand(
      line, home: home, folder: folder, environment: environment.merging(variables) { $1 },
      plugins: try PluginFolder(home: home, scratch: folder.path).prepare(environment),
      mainClass: mainClass ?? JavaCommand.mainClass(line.verb), mainArguments: mainArguments)
  }
}
