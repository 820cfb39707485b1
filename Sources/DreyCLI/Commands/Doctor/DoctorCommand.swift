import ArgumentParser
import DreyModel
import FoundationEssentials

/// `drey doctor`
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Say what works on this machine, what is missing, and what mends it",
    discussion: "Exits with 3 where clusters cannot be run.")

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let findings =
      await EngineExamination(environment: environment).findings()
      + HostExamination(environment: environment).findings()
    for finding in findings { Terminal.result(finding.text) }
    if findings.contains(where: { $0.verdict == .bad }) { throw CommandEnd(exitCode: .infrastructure) }
  }
}
