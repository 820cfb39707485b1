import ArgumentParser
import DreyDeploy
import DreyModel

/// `drey savepoint dispose PATH…`
struct SavepointDisposeCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "dispose", abstract: "Remove savepoints and all that belongs to them",
    discussion: "Prints the path of each that is gone. All are tried.")

  @Argument(help: "The savepoints' paths, as the cluster sees them") var path: [String]

  @OptionGroup var place: JobClusterOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let deeds = try await place.with { jobs in
      var deeds = Deeds()
      for path in path {
        do {
          try await jobs.disposeSavepoint(path)
          deeds.done.append(path)
        } catch {
          deeds.failures.append(Failure(ofRun: error))
        }
      }
      return deeds
    }
    try output.print(deeds)
    try deeds.conclude()
  }
}
