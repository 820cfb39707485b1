/// What the keys of a spec file mean on either engine.
enum SpecExplanation {
  static let rows = cluster + application + members + network + lifetime

  private static let cluster: [ExplanationRow] = [
    .same("apiVersion", "the format of the file"),
    .same("name", "what the cluster is called"),
    .init(
      "mode", .differs, drey: "in job mode main() runs as a process of the client",
      flink: "in job mode main() runs in a container that is thrown away, and may execute one job"),
    .init("engine", .differs, drey: "drey's own runtime, the default", flink: "Apache Flink in its own JVMs"),
    .init("engine.type", .differs, drey: "drey", flink: "flink"),
    .init("engine.version", .onlyFlink, drey: "", flink: "which Flink; default \(FlinkVersion.standard)"),
    .init("engine.image", .onlyFlink, drey: "", flink: "an image with Flink in it"),
    .same("session", "the session that the application runs in"),
    .same("parallelism", "parallelism.default of the job"),
    .same("volumes", "folders and files of the machine in every member"),
    .same("environment", "variables of the members' processes"),
    .same("environmentFiles", "files with such variables"),
    .same("secrets", "files that members read at /run/secrets"),
    .init("options", .differs, drey: "drey's runtime knows the keys below", flink: "all of Flink's; see below"),
  ]

  private static let application: [ExplanationRow] = [
    .same("application", "what runs"),
    .init("application.source", .differs, drey: "a package folder, an executable or an image", flink: "a JAR"),
    .init("application.product", .onlyDrey, drey: "which executable of a package", flink: "a JAR is one program"),
    .init("application.entryClass", .onlyFlink, drey: "", flink: "the class whose main() it is"),
    .init(
      "application.fromSavepoint", .differs,
      drey: "a savepoint of drey's, by its path in the members or on this machine",
      flink: "one of Flink's, as the cluster sees it"),
    .same("application.allowNonRestoredState", "whether state may be left out"),
    .same("application.arguments", "the arguments of main()"),
  ]

  private static let members: [ExplanationRow] = [
    .same("jobManager", "the JobManager's container"),
    .init(
      "jobManager.memory", .differs, drey: "the container's limit, nothing else",
      flink: "the container's limit, and jobmanager.memory.process.size; divided as below"),
    .same("jobManager.cpus", "the container's share of cores"),
    .same("taskManager", "the TaskManagers' containers"),
    .same("taskManager.replicas", "how many TaskManagers"),
    .same("taskManager.slots", "taskmanager.numberOfTaskSlots"),
    .init(
      "taskManager.memory", .differs, drey: "the container's limit, nothing else",
      flink: "the container's limit, and taskmanager.memory.process.size; divided as below"),
    .same("taskManager.cpus", "the container's share of cores"),
  ]

  private static let network: [ExplanationRow] = [
    .same("network", "the cluster's networks"),
    .same("network.isolated", "no way out of the cluster's network"),
    .same("network.join", "networks of the engine that the members join as well"),
    .same("network.hosts", "names and addresses of further hosts"),
    .same("network.pool", "where the cluster's networks get their addresses from"),
  ]

  private static let lifetime: [ExplanationRow] = [
    .same("lifetime", "how long it may take and what stays"),
    .same("lifetime.timeout", "the longest the run may take"),
    .same("lifetime.ttl", "when what stays is garbage"),
    .same("lifetime.onSuccess", "whether the cluster is deleted or kept"),
    .same("lifetime.onFailure", "whether the cluster is deleted or kept"),
  ]
}
