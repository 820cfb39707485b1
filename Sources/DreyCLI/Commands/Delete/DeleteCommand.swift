import ArgumentParser
import DreyDeploy
import DreyModel

/// `drey delete NAME…`
struct DeleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Remove clusters, whatever they are doing",
    discussion: """
      Prints the name of each cluster that it removed. All are tried; where one does not exist the exit code is 2, where \
      one cannot be removed it is 3.
      """)

  @Argument(help: "The clusters' names") var names: [String]

  @Flag(help: "A cluster that does not exist is no error") var ignoreMissing = false

  @OptionGroup var target: TargetOptions

  func run() async throws {
    let failures = try await target.with { target in
      var failures: [Failure] = []
      for name in names {
        do {
          try await target.delete(name)
          Terminal.result(name)
        } catch {
          let failure = Failure(ofRun: error)
          if !(ignoreMissing && failure.domain == .usage) { failures.append(failure) }
        }
      }
      return failures
    }
    for failure in failures { Terminal.error("error: \(failure)") }
    let worst = failures.first { $0.domain != .usage } ?? failures.first
    if let worst { throw CommandEnd(exitCode: ExitCode(worst.domain)) }
  }
}
