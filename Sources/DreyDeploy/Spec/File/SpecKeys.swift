/// The keys a spec file may have, by the mapping they stand in. `docs/spec.schema.json` lists the same.
enum SpecKeys {
  static let root = [
    "apiVersion", "name", "mode", "application", "parallelism", "jobManager", "taskManager", "volumes", "network",
    "options",
  ]
  static let application = ["source", "product", "arguments"]
  static let jobManager = ["memory", "cpus"]
  static let taskManager = ["replicas", "slots", "memory", "cpus"]
  static let network = ["isolated", "join", "pool"]
}
