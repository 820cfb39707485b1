import DreyModel

/// Apache Flink. The agent in its images takes the same verbs and options as drey's own runtime, and options of the JVM.
struct FlinkEngine: RuntimeEngine {
  // Its TaskManagers wait for another JobManager.
  let endsTaskManagers = false
  let restartable: Set<MemberRole> = [.taskManager]
  // A JVM takes a while to find out that it cannot work.
  let shortLife: Duration = .seconds(30)
  let endsWithZero = false
  // State backends and uploaded JARs are kept there.
  let hasScratchOnDisk = true
  let keepsState = false
  // A JVM starts on several threads, however few slots it will offer.
  let leastCPUs = 2

  func arguments(
    _ verb: ContainerContract.Verb, options: Options, of spec: ClusterSpec, application: ApplicationEntry?
  ) throws(Failure) -> [String] {
    let options = Options(FlinkDefaults.options.merging(options.values) { $1 })
    let memory = try memory(for: verb, options, of: spec)
    let all = Options(options.values.merging(memory?.options ?? [:]) { $1 })
    var arguments = [verb.rawValue] + entry(application) + all.arguments
    for option in memory?.jvmOptions ?? [] { arguments += ["-J", option] }
    return arguments + (application.map { ["--"] + $0.arguments } ?? [])
  }

  private func entry(_ application: ApplicationEntry?) -> [String] {
    var arguments = application?.entryClass.map { ["--job-classname", $0] } ?? []
    guard let savepoint = application?.savepoint else { return arguments }
    arguments += ["--fromSavepoint", savepoint.path]
    return savepoint.allowsNonRestoredState ? arguments + ["--allowNonRestoredState"] : arguments
  }

  private func memory(
    for verb: ContainerContract.Verb, _ options: Options, of spec: ClusterSpec
  ) throws(Failure) -> FlinkProcessMemory? {
    switch verb {
    case .taskManager: try FlinkMemory.taskManager(options.values, processSize: spec.taskManagerResources.memory)
    case .jobManager, .standaloneJob:
      try FlinkMemory.jobManager(options.values, processSize: spec.jobManagerResources.memory)
    default: nil
    }
  }
}
