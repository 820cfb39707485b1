import ArgumentParser
import DreyDeploy

/// How a command's result is written, and how much is said besides. The same in every command.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .customLong("output"),
    help: ArgumentHelp("How the result is written on standard output", valueName: "format"))
  var format = OutputFormat.text

  @Flag(name: .shortAndLong, help: "Say nothing on standard error but errors; of a list, print the names alone")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say more on standard error: every step, the logs of a cluster, and what it took")
  var verbose = false

  var verbosity: Verbosity { quiet ? .quiet : verbose ? .verbose : .normal }

  /// Writes a result to standard output.
  func print(_ result: some Renderable) throws { try Rendering.print(result, as: format) }

  /// Writes a list, of which `-q` leaves the names.
  func print(_ list: some Renderable, names: [String]) throws {
    if quiet { try print(NameList(names: names)) } else { try print(list) }
  }

  /// What tells of a run, and writes its records and result.
  /// - Parameter isLive: whether it may redraw what it said, where standard error is a terminal.
  func console(isLive: Bool = false, on target: TargetName = .docker) -> RunConsole {
    RunConsole(
      format: format, verbosity: verbosity, terminal: isLive && verbosity == .normal ? .attached() : nil, target: target
    )
  }
}

/// A command with a result: all that are shown in the help. What they have in common is done in ``DreyCLI``.
protocol ReportingCommand: AsyncParsableCommand {
  var output: OutputOptions { get }
  /// Whether its JSON is one object per line, as its result is not known at once, nor small.
  static var isStreaming: Bool { get }
}

extension ReportingCommand {
  static var isStreaming: Bool { false }
}
