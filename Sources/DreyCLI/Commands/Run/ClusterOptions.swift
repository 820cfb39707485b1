import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// What the cluster is made of.
struct ClusterOptions: ParsableArguments {
  @OptionGroup var engine: EngineOptions

  @Option(help: ArgumentHelp("TaskManagers to start; default: 1", valueName: "n"))
  var taskManagers: Int?

  @Option(help: ArgumentHelp("Slots each TaskManager offers; default: 1", valueName: "n"))
  var slots: Int?

  @Option(
    help: ArgumentHelp(
      "Mount a file or folder, read-only unless it ends in :rw", valueName: "source:target[:rw]"))
  var volume: [String] = []

  @Option(
    help: ArgumentHelp(
      "Give the members a variable, with a value or the one that it has here; repeatable", valueName: "name[=value]"))
  var env: [String] = []

  @Option(
    help: ArgumentHelp("Give the members the variables of a file with lines NAME=VALUE; repeatable", valueName: "file"),
    completion: .file())
  var envFile: [String] = []

  @Option(
    help: ArgumentHelp(
      "Give the members a file to read at /run/secrets/NAME, which no plan, label or post-mortem shows; repeatable",
      valueName: "name=file"))
  var secret: [String] = []

  @Option(
    help: ArgumentHelp(
      "Let the members know a host by this name; host-gateway is the engine's machine; repeatable",
      valueName: "name:address"))
  var addHost: [String] = []

  @Option(help: ArgumentHelp("Memory of the JobManager; default: 512m, of Apache Flink 1600m", valueName: "size"))
  var jobmanagerMemory: String?

  @Option(help: ArgumentHelp("Memory of each TaskManager; default: 1g, of Apache Flink 1728m", valueName: "size"))
  var taskmanagerMemory: String?

  @Flag(help: "Give the containers no way out of the cluster's network")
  var isolated = false

  @Option(help: ArgumentHelp("Let the members join this network of the engine as well; repeatable", valueName: "net"))
  var network: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where the cluster's networks get their addresses from; default: $DREY_SUBNET_POOL, or 10.213.0.0/16:26",
      valueName: "range:size"))
  var subnetPool: String?

  @Option(name: .customShort("D"), help: ArgumentHelp("Configuration under Flink's keys", valueName: "key=value"))
  var dynamicProperties: [String] = []

  /// The options that were given.
  var given: [String] {
    engine.given
      + [
        ("--task-managers", taskManagers != nil), ("--slots", slots != nil), ("--volume", !volume.isEmpty),
        ("--env", !env.isEmpty), ("--env-file", !envFile.isEmpty), ("--secret", !secret.isEmpty),
        ("--add-host", !addHost.isEmpty),
        ("--jobmanager-memory", jobmanagerMemory != nil), ("--taskmanager-memory", taskmanagerMemory != nil),
        ("--isolated", isolated), ("--network", !network.isEmpty), ("--subnet-pool", subnetPool != nil),
        ("-D", !dynamicProperties.isEmpty),
      ].filter(\.1).map(\.0)
  }

  /// The options that were given and mean nothing to a cluster that is there already.
  var ofOwnCluster: [String] { given.filter { $0 != "-D" } }

  /// The validated spec.
  /// - Parameters:
  ///   - parallelism: nil: as many as there are slots.
  ///   - usualEngine: what runs in the cluster where nothing says it.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func spec(
    name: ClusterName, parallelism: Int?, arguments: [String] = [], usualEngine: ClusterEngine.Kind = .drey
  ) throws -> ClusterSpec {
    var spec = ClusterSpec(
      name: name, engine: try engine.choice(usual: usualEngine), arguments: arguments, taskManagers: taskManagers ?? 1,
      slots: slots ?? 1, isolated: isolated)
    spec.volumes = try volume.map { try VolumeMount(parsing: $0) }
    let client = ProcessInfo.processInfo.environment
    for file in envFile { try spec.surroundings.addVariables(file: file, client: client) }
    for variable in env { try spec.surroundings.addVariable(variable, client: client) }
    for secret in secret { try spec.surroundings.addSecret(secret) }
    for host in addHost { try spec.surroundings.addHost(host) }
    spec.networks = network
    spec.subnetPool =
      try subnetPool.map { text throws(Failure) in try SubnetPool(parsing: text) }
      ?? SubnetPool.from(environment: ProcessInfo.processInfo.environment)
    for property in dynamicProperties { try spec.options.add(property) }
    spec.parallelism = parallelism ?? max(1, spec.taskManagers.multipliedReportingOverflow(by: spec.slots).partialValue)
    if let jobmanagerMemory { spec.jobManagerResources.memory = try Resources.memory(parsing: jobmanagerMemory) }
    if let taskmanagerMemory { spec.taskManagerResources.memory = try Resources.memory(parsing: taskmanagerMemory) }
    try spec.validate()
    return spec
  }
}
