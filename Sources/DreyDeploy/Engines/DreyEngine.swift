import DreyModel

/// Drey's own runtime.
struct DreyEngine: RuntimeEngine {
  let endsTaskManagers = true
  let replacesTaskManagers = false
  let hasScratchOnDisk = false
  let leastCPUs = 1

  func arguments(
    _ verb: ContainerContract.Verb, options: Options, of spec: ClusterSpec, application: ApplicationEntry?
  ) throws(Failure) -> [String] {
    [verb.rawValue] + options.arguments + (application.map { ["--"] + $0.arguments } ?? [])
  }
}
