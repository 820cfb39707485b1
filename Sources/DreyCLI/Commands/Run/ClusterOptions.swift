import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// What the cluster is made of.
struct ClusterOptions: ParsableArguments {
  @Option(help: "TaskManagers to start; default: 1")
  var taskManagers: Int?

  @Option(help: "Slots each TaskManager offers; default: 1")
  var slots: Int?

  @Option(
    help: ArgumentHelp(
      "Mount a file or folder, read-only unless it ends in :rw", valueName: "source:target[:rw]"))
  var volume: [String] = []

  @Option(help: ArgumentHelp("Memory of the JobManager; default: 512m", valueName: "size"))
  var jobmanagerMemory: String?

  @Option(help: ArgumentHelp("Memory of each TaskManager; default: 1g", valueName: "size"))
  var taskmanagerMemory: String?

  @Flag(help: "Give the containers no way out of the cluster's network")
  var isolated = false

  @Option(name: .customShort("D"), help: ArgumentHelp("Configuration under Flink's keys", valueName: "key=value"))
  var dynamicProperties: [String] = []

  /// The validated spec.
  /// - Parameter parallelism: nil: as many as there are slots.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func spec(name: ClusterName, parallelism: Int?, arguments: [String] = []) throws -> ClusterSpec {
    let directory = FileManager.default.currentDirectoryPath
    var spec = ClusterSpec(
      name: name, arguments: arguments, taskManagers: taskManagers ?? 1, slots: slots ?? 1, isolated: isolated)
    spec.volumes = try volume.map { try VolumeMount(parsing: $0, relativeTo: directory) }
    for property in dynamicProperties { try spec.options.add(property) }
    spec.parallelism = parallelism ?? max(1, spec.taskManagers.multipliedReportingOverflow(by: spec.slots).partialValue)
    if let jobmanagerMemory { spec.jobManagerResources.memory = try Resources.memory(parsing: jobmanagerMemory) }
    if let taskmanagerMemory { spec.taskManagerResources.memory = try Resources.memory(parsing: taskmanagerMemory) }
    try spec.validate()
    return spec
  }
}
