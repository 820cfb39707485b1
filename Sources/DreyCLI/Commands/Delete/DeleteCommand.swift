import ArgumentParser
import DreyDeploy
import DreyModel

/// `drey delete NAME…` or `drey delete -f SPEC`
struct DeleteCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Remove clusters, whatever they are doing",
    discussion: """
      Prints the name of each cluster that it removed. All are tried; where one does not exist the exit code is 2, where \
      one cannot be removed it is 3. All that there are: drey delete $(drey list -q)
      """)

  @Argument(help: ArgumentHelp("The clusters' names", valueName: "name"), completion: KnownNames.clusters)
  var names: [String] = []

  @Option(name: .shortAndLong, help: "A spec file whose cluster is meant; it has to say the name", completion: .file())
  var file: String?

  @Flag(help: "A cluster that does not exist is no error") var ignoreMissing = false

  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if names.isEmpty, file == nil { throw ValidationError("name a cluster, or give a spec file with -f") }
  }

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where the file names no cluster.
  private func allNames() throws(Failure) -> [String] {
    guard let file else { return names }
    let spec = try SpecFile(path: file)
    guard spec.isNamed, spec.session == nil else {
      throw Failure(
        .usage, "\(file) does not say what its cluster is called",
        advice: "`drey list` says which clusters there are; remove one with: drey delete NAME")
    }
    return names + [spec.cluster.name.text]
  }

  func run() async throws {
    let names = try allNames()
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
