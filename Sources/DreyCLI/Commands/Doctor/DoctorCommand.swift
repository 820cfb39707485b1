import ArgumentParser
import DreyModel
import FoundationEssentials

/// `drey doctor`
struct DoctorCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Say what works on this machine, what is missing, and what mends it",
    discussion: "Exits with 3 where clusters cannot be run. -q leaves what is not as it should be.")

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let findings =
      await EngineExamination(environment: environment).findings()
      + HostExamination(environment: environment).findings()
    try output.print(Findings(findings: output.quiet ? findings.filter { $0.verdict != .good } : findings))
    if findings.contains(where: { $0.verdict == .bad }) { throw CommandEnd(exitCode: .infrastructure) }
  }
}

/// What `drey doctor` shows.
struct Findings: Renderable {
  var findings: [Finding]

  var text: String { findings.map(\.text).joined(separator: "\n") }

  func encode(to encoder: any Encoder) throws { try findings.encode(to: encoder) }
}
