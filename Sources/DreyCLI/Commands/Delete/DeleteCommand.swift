import ArgumentParser
import DreyDeploy
import DreyModel

/// `drey delete NAME…`
struct DeleteCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Remove clusters, whatever they are doing",
    discussion: """
      Prints the name of each cluster that it removed. All are tried; where one does not exist the exit code is 2, where \
      one cannot be removed it is 3. All that there are: drey delete $(drey list -q)
      """)

  @Argument(help: ArgumentHelp("The clusters' names", valueName: "name"), completion: KnownNames.clusters) var names:
    [String]

  @Flag(help: "A cluster that does not exist is no error") var ignoreMissing = false

  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let deeds = try await target.with { target in
      var deeds = Deeds()
      for name in names {
        do {
          try await target.delete(name)
          deeds.done.append(name)
        } catch {
          let failure = Failure(ofRun: error)
          if !(ignoreMissing && failure.domain == .usage) { deeds.failures.append(failure) }
        }
      }
      return deeds
    }
    try output.print(deeds)
    try deeds.conclude()
  }
}
