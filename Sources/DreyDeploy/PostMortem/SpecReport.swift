import DreyModel

/// What a user asked for, as a post-mortem shows it: without secrets.
struct SpecReport: Encodable {
  struct Volume: Encodable {
    var source: String
    var target: String
    var writable: Bool
  }

  var name: String
  var mode: String
  var arguments: [String]
  var taskManagers: Int
  var slots: Int
  var parallelism: Int
  var isolated: Bool
  var volumes: [Volume]
  /// In bytes.
  var jobManagerMemory: Int
  /// In bytes.
  var taskManagerMemory: Int
  var options: [String: String]
  var environment: [String: String]
  /// Their names alone.
  var secrets: [String]
  var hosts: [String]

  init(_ spec: ClusterSpec, mode: String, redaction: Redaction) {
    name = spec.name.text
    self.mode = mode
    arguments = redaction.arguments(spec.arguments)
    taskManagers = spec.taskManagers
    slots = spec.slots
    parallelism = spec.parallelism
    isolated = spec.isolated
    volumes = spec.volumes.map { Volume(source: $0.source, target: $0.target, writable: $0.writable) }
    jobManagerMemory = spec.jobManagerResources.memory
    taskManagerMemory = spec.taskManagerResources.memory
    options = redaction.options(spec.options.values)
    environment = redaction.environment(spec.surroundings.environment)
    secrets = spec.surroundings.secrets.map(\.name)
    hosts = spec.surroundings.hosts.map(\.description)
  }
}
