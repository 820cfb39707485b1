/// Options of Flink's that say what a cluster is made of, which drey decides: whoever gives them is told what to use instead.
enum ClusterKeys {
  private static let addresses = "members find each other by themselves"
  private static let rest =
    "the REST API is on this machine's loopback address, at a free port; drey's commands find it"
  private static let highAvailability =
    "a member that fails is started again by drey; jobs go on from their checkpoints, or by --from-savepoint"

  /// Returns what users do instead of giving an option; nil if drey does not decide the option.
  static func instead(of key: String, on engine: OptionEngine) -> String? {
    if let known = OptionKey(rawValue: key) {
      guard case .drey(let instead) = known.definition.owner else { return nil }
      return instead
    }
    if let instead = exact[key] ?? (engine == .drey ? ofDrey[key] : nil) { return instead }
    return prefixes.first(where: { (entry: (prefix: String, instead: String)) in key.hasPrefix(entry.prefix) })?.instead
  }

  private static let exact = [
    "rest.address": rest, "rest.bind-port": rest, "rest.path": rest, "rest.url-prefix": rest, "web.port": rest,
    "web.address": rest, "jobmanager.web.port": rest, "jobmanager.web.address": rest,
    "security.ssl.rest.enabled": rest,
    "web.submit.enable": "drey submits jobs by the REST API", "web.cancel.enable": "drey ends jobs by the REST API",
    "jobmanager.rpc.bind-port": addresses, "jobmanager.resource-id": addresses, "taskmanager.rpc.port": addresses,
    "taskmanager.rpc.bind-port": addresses, "taskmanager.data.port": addresses,
    "taskmanager.data.bind-port": addresses, "high-availability": highAvailability,
    "execution.target": "--mode and --target say where a job runs",
    "execution.shutdown-on-application-finish": "the mode says when a cluster ends",
    "jobmanager.heap.size": "use --jobmanager-memory", "jobmanager.heap.mb": "use --jobmanager-memory",
    "taskmanager.heap.size": "use --taskmanager-memory", "taskmanager.heap.mb": "use --taskmanager-memory",
  ]

  /// Flink divides these up; drey's runtime has one limit per member.
  private static let ofDrey = [
    "jobmanager.memory.process.size": "use --jobmanager-memory, or 'jobManager.memory' in a spec file",
    "jobmanager.memory.flink.size": "use --jobmanager-memory, or 'jobManager.memory' in a spec file",
    "taskmanager.memory.process.size": "use --taskmanager-memory, or 'taskManager.memory' in a spec file",
    "taskmanager.memory.flink.size": "use --taskmanager-memory, or 'taskManager.memory' in a spec file",
  ]

  private static let prefixes: [(prefix: String, instead: String)] = [
    (prefix: "high-availability.", instead: highAvailability), ("internal.", "leave it out"),
    ("$internal.", "leave it out"),
  ]
}
