import DreyModel

/// One field of a spec that is not what it was.
public struct SpecChange: Sendable, Equatable, Encodable, CustomStringConvertible {
  /// The field's key in a spec file, such as `taskManager.memory`.
  public var field: String
  /// nil: it was not set.
  public var from: String?
  /// nil: it is not set any more.
  public var to: String?

  public init(_ field: String, from: String?, to: String?) {
    self.field = field
    self.from = from
    self.to = to
  }

  public var description: String { "\(field): \(from ?? "not set") -> \(to ?? "not set")" }
}

extension ClusterSpec {
  /// Field by field, in the order of a spec file, what has to change for `other` to become this.
  func changes(from other: ClusterSpec) -> [SpecChange] {
    let (new, old) = (fields, other.fields)
    let keys = new.map(\.key) + old.map(\.key).filter { key in !new.contains { $0.key == key } }
    return keys.compactMap { key in
      let (from, to) = (old.first { $0.key == key }?.value, new.first { $0.key == key }?.value)
      guard from != to else { return nil }
      // The value of a key whose name says that it is a secret is not shown.
      let isSecret = Redaction.isSecret(key)
      return SpecChange(
        key, from: isSecret ? from.map { _ in Redaction.mask } : from,
        to: isSecret ? to.map { _ in Redaction.mask } : to)
    }
  }

  /// Keys and values as they would stand in a spec file.
  private var fields: [(key: String, value: String)] {
    var fields: [(key: String, value: String)] = []
    func add(_ key: String, _ value: String?) { if let value { fields.append((key, value)) } }
    add("engine", engine.isFlink ? engine.description : nil)
    add("application.arguments", arguments.isEmpty ? nil : arguments.joined(separator: " "))
    add("parallelism", "\(parallelism)")
    add("jobManager.memory", Resources.text(ofMemory: jobManagerResources.memory))
    add("jobManager.cpus", jobManagerResources.cpus.map { "\($0)" })
    add("taskManager.replicas", "\(taskManagers)")
    add("taskManager.slots", "\(slots)")
    add("taskManager.memory", Resources.text(ofMemory: taskManagerResources.memory))
    add("taskManager.cpus", taskManagerResources.cpus.map { "\($0)" })
    let mounts = volumes.map { "\($0.source):\($0.target):\($0.writable ? "rw" : "ro")" }
    add("volumes", mounts.isEmpty ? nil : mounts.joined(separator: ", "))
    add("network.isolated", "\(isolated)")
    add("network.join", networks.isEmpty ? nil : networks.joined(separator: ", "))
    add("network.pool", subnetPool.map { "\($0)" })
    for (name, value) in surroundings.environment.sorted(by: { $0.key < $1.key }) { add("environment.\(name)", value) }
    for secret in surroundings.secrets { add("secrets: \(secret.name)", secret.source) }
    for host in surroundings.hosts { add("network.hosts.\(host.name)", host.address) }
    for (key, value) in options.values.sorted(by: { $0.key < $1.key }) { add("options.\(key)", value) }
    return fields
  }
}

extension Resources {
  /// `512m`, or the number of bytes where it is no whole number of mebibytes.
  static func text(ofMemory bytes: Int) -> String { bytes % (1 << 20) == 0 ? "\(bytes >> 20)m" : "\(bytes)" }
}
