import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// `drey doctor`
struct DoctorCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Say what works on this machine, what is missing, and what fixes it",
    discussion: """
      Exits with 3 if clusters can run on no target, or not on that of --target. With -q it prints only what is not as it \
      should be.
      """)

  @Option(help: "The target that has to work (default: any)")
  var target: TargetName?
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let examination = Examination(
      docker: await EngineExamination(environment: environment).findings(),
      local: await LocalExamination(environment: environment).findings(),
      host: await HostExamination(environment: environment).findings())
    let findings = examination.findings(for: target)
    try output.print(Findings(findings: output.quiet ? findings.filter { $0.verdict != .good } : findings))
    guard examination.works(on: target) else { throw CommandEnd(exitCode: .infrastructure) }
  }
}

/// What `drey doctor` shows.
struct Findings: Renderable {
  var findings: [Finding]

  var text: String { findings.map(\.text).joined(separator: "\n") }

  func encode(to encoder: any Encoder) throws { try findings.encode(to: encoder) }
}
