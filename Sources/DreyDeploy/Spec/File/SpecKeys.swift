/// The keys a spec file may have, by the mapping they stand in. `docs/spec.schema.json` lists the same.
enum SpecKeys {
  static let root = [
    "apiVersion", "name", "mode", "engine", "session", "application", "parallelism", "jobManager", "taskManager",
    "volumes", "environment", "environmentFiles", "secrets", "network", "options", "lifetime",
  ]
  /// What makes a cluster, and so has no place where an application runs in a session that is there already.
  static let cluster = [
    "name", "engine", "jobManager", "taskManager", "volumes", "environment", "environmentFiles", "secrets", "network",
    "options",
  ]
  static let engine = ["type", "version", "image"]
  static let application = [
    "source", "product", "entryClass", "arguments", "fromSavepoint", "allowNonRestoredState",
  ]
  static let jobManager = ["memory", "cpus"]
  static let taskManager = ["replicas", "slots", "memory", "cpus"]
  static let lifetime = ["timeout", "ttl", "onSuccess", "onFailure"]
  static let network = ["isolated", "join", "pool", "hosts"]
}
