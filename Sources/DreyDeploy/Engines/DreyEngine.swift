import DreyModel

/// Drey's own runtime.
struct DreyEngine: RuntimeEngine {
  let endsTaskManagers = true
  let restartable: Set<MemberRole> = [.jobManager, .taskManager]
  let shortLife: Duration = .seconds(2)
  let endsWithZero = true
  let hasScratchOnDisk = false
  let keepsState = true
  let leastCPUs = 1

  func arguments(
    _ verb: ContainerContract.Verb, options: Options, of spec: ClusterSpec, application: ApplicationEntry?
  ) throws(Failure) -> [String] {
    let options = Options(Self.defaults(for: verb).merging(options.values) { $1 })
    return [verb.rawValue] + options.arguments + (application.map { ["--"] + $0.arguments } ?? [])
  }

  /// Where a JobManager keeps checkpoints, savepoints and what it needs to go on after a restart, unless a spec says
  /// otherwise. TaskManagers are told by it.
  private static func defaults(for verb: ContainerContract.Verb) -> [String: String] {
    guard [.jobManager, .standaloneJob].contains(verb) else { return [:] }
    let folders: [OptionKey: String] = [
      .checkpointFolder: "checkpoints", .savepointFolder: "savepoints", .highAvailabilityFolder: "ha",
    ]
    return Dictionary(
      uniqueKeysWithValues: folders.map { ($0.rawValue, "\(ContainerContract.Path.state)/\($1)") })
  }
}
