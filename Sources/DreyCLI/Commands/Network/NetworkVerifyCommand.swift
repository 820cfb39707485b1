import ArgumentParser
import DreyDeploy
import DreyModel

/// `drey network verify NAME`
struct NetworkVerifyCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Try who reaches whom in a cluster, and compare it with its mode's table",
    discussion: """
      Connects from inside every running container to the other members by name, to the engine's machine, to an \
      address outside and to other clusters; and from this machine inwards. Exit code 3 where something differs.
      """)

  @Argument(help: "The cluster's name", completion: KnownNames.clusters) var name: String

  @Option(help: ArgumentHelp("An address beyond this machine, to try the way out", valueName: "host:port"))
  var outside = "1.1.1.1:443"

  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let outside = try ProbeAddress(parsing: outside)
    let reports = try await target.with { try await NetworkVerification(on: $0, outside: outside).verify(name) }
    try output.print(NetworkReports(reports: reports))
    let differences = reports.flatMap(\.differences)
    guard differences.isEmpty else {
      Terminal.error(
        "error: \(differences.count) of \(reports.flatMap(\.findings).count) connections differ from the table")
      throw CommandEnd(exitCode: .infrastructure)
    }
  }
}
