import DockerEngine

/// A container's spec in the words of a Compose file.
///
/// Everything that a spec says is said here, but for labels: those that drey gives are a promise that drey looks after the
/// container, and of this one Compose does.
struct ComposeService {
  var spec: ContainerSpec
  /// In the place of the spec's image.
  var image: ComposeValue
  /// Networks that it joins after its creation, by their names in the plan.
  var furtherNetworks: [String] = []
  /// Secrets that Compose mounts, by their names in the file.
  var givenSecrets: [String] = []
  /// Services that have to be so far before it starts.
  var dependencies: [(service: String, condition: String)] = []

  /// - Parameter naming: what the file calls a volume or network of the plan.
  func value(naming: (String) -> String) -> ComposeValue {
    let fields = general + hardening + resources + surroundings(naming) + end
    return .map(fields.compactMap { key, value in value.map { (key, $0) } })
  }

  private var host: HostConfig { spec.host }

  private var general: [(String, ComposeValue?)] {
    [
      ("image", image), ("entrypoint", spec.entrypoint.map { .texts($0) }),
      ("command", spec.command.map { .texts($0) }),
      ("environment", spec.environment.isEmpty ? nil : Self.environment(spec.environment)),
      ("secrets", Self.list(givenSecrets)),
      ("depends_on", dependsOn), ("user", spec.user.map { .text($0) }), ("hostname", spec.hostname.map { .text($0) }),
      ("working_dir", spec.workingDirectory.map { .text($0) }),
    ]
  }

  private var dependsOn: ComposeValue? {
    guard !dependencies.isEmpty else { return nil }
    return .map(dependencies.map { ($0.service, .map([("condition", .text($0.condition))])) })
  }

  private var hardening: [(String, ComposeValue?)] {
    [
      ("read_only", host.readOnlyRootFilesystem ? .bool(true) : nil), ("cap_drop", Self.list(host.droppedCapabilities)),
      ("cap_add", Self.list(host.addedCapabilities)), ("security_opt", Self.list(host.securityOptions)),
      ("init", host.usesInit.map { .bool($0) }),
    ]
  }

  private var resources: [(String, ComposeValue?)] {
    [
      ("pids_limit", host.pidsLimit.map { .number($0) }), ("mem_limit", host.memory.map { .number($0) }),
      ("memswap_limit", host.memorySwap.map { .number($0) }),
      ("cpus", host.nanoCPUs.map { .plain("\(Double($0) / 1e9)") }),
      ("ulimits", host.ulimits.isEmpty ? nil : .map(host.ulimits.map { ($0.name, Self.ulimit($0)) })),
      ("logging", host.log.map { .map([("driver", .text($0.driver)), ("options", .texts($0.options))]) }),
      ("tmpfs", Self.list(host.tmpfs.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" })),
    ]
  }

  private func surroundings(_ naming: (String) -> String) -> [(String, ComposeValue?)] {
    [
      ("network_mode", spec.networks.isEmpty ? host.networkMode.map { .text($0) } : nil),
      ("networks", networks(naming)),
      ("ports", ports), ("expose", expose), ("extra_hosts", Self.list(host.extraHosts)), ("volumes", volumes(naming)),
    ]
  }

  private var end: [(String, ComposeValue?)] {
    [
      ("healthcheck", spec.healthcheck.map(Self.healthcheck)), ("restart", host.restartPolicy.map(Self.restart)),
      ("stop_signal", spec.stopSignal.map { .text($0) }),
      ("stop_grace_period", spec.stopTimeout.map { .text("\($0)s") }),
    ]
  }

  private func networks(_ naming: (String) -> String) -> ComposeValue? {
    guard !spec.networks.isEmpty else { return nil }
    let joined = spec.networks.sorted { $0.key < $1.key }.map { name, attachment in
      (
        naming(name),
        attachment.aliases.isEmpty ? ComposeValue.map([]) : .map([("aliases", .texts(attachment.aliases))])
      )
    }
    return .map(joined + furtherNetworks.map { (naming($0), .map([])) })
  }

  /// A port of the host that is not given is chosen by the engine; `docker compose port` tells it.
  private var ports: ComposeValue? {
    let bindings = host.portBindings.sorted { $0.key.number < $1.key.number }
    return Self.list(
      bindings.flatMap { port, bindings in
        bindings.map { binding in
          let hostPort = binding.hostPort.map { "\($0)" } ?? ""
          return (binding.hostAddress.isEmpty ? "" : "\(binding.hostAddress):") + "\(hostPort):\(port)"
        }
      })
  }

  private var expose: ComposeValue? {
    let unpublished = spec.exposedPorts.filter { host.portBindings[$0] == nil }
    return Self.list(unpublished.sorted { $0.number < $1.number }.map(\.description))
  }

  private func volumes(_ naming: (String) -> String) -> ComposeValue? {
    let mounts = host.mounts.map { Self.mount($0, naming) }
    let all = mounts + host.binds.map { .text($0) }
    return all.isEmpty ? nil : .list(all)
  }

  private static func mount(_ mount: Mount, _ naming: (String) -> String) -> ComposeValue {
    var fields: [(key: String, value: ComposeValue)]
    switch mount.kind {
    case .bind(let source): fields = [("type", .text("bind")), ("source", .text(source))]
    case .volume(let name, _, _):
      fields = [("type", .text("volume"))] + (name.map { [("source", .text(naming($0)))] } ?? [])
    case .tmpfs(let size, let mode):
      let options = [size.map { ("size", ComposeValue.number($0)) }, mode.map { ("mode", .number($0)) }].compactMap {
        $0
      }
      fields = [("type", .text("tmpfs"))] + (options.isEmpty ? [] : [("tmpfs", .map(options))])
    }
    fields.append(("target", .text(mount.target)))
    if mount.isReadOnly { fields.append(("read_only", .bool(true))) }
    if case .bind = mount.kind { fields.append(("bind", .map([("create_host_path", .bool(false))]))) }
    if case .volume(_, false, _) = mount.kind { fields.append(("volume", .map([("nocopy", .bool(true))]))) }
    return .map(fields)
  }

  /// Returns the variables for the file. A variable whose name says that it is a secret has no value there: Compose takes the
  /// value from its own environment.
  private static func environment(_ variables: [String: String]) -> ComposeValue {
    .map(
      variables.sorted { $0.key < $1.key }.map { name, value in
        (name, Redaction.isSecret(name) && !name.hasPrefix("DREY_") ? .template("${\(name):?}") : .text(value))
      })
  }

  private static func list(_ texts: [String]) -> ComposeValue? { texts.isEmpty ? nil : .texts(texts) }

  private static func ulimit(_ limit: Ulimit) -> ComposeValue {
    .map([("soft", .number(limit.soft)), ("hard", .number(limit.hard))])
  }

  private static func restart(_ policy: RestartPolicy) -> ComposeValue {
    .text(policy.maximumRetries > 0 ? "\(policy.name):\(policy.maximumRetries)" : policy.name)
  }

  private static func healthcheck(_ check: Healthcheck) -> ComposeValue {
    func time(_ duration: Duration?) -> ComposeValue? {
      duration.map { .text("\(Int($0 / .milliseconds(1)))ms") }
    }
    let fields: [(String, ComposeValue?)] = [
      ("test", .texts(check.test)), ("interval", time(check.interval)), ("timeout", time(check.timeout)),
      ("retries", check.retries.map { .number($0) }), ("start_period", time(check.startPeriod)),
    ]
    return .map(fields.compactMap { key, value in value.map { (key, $0) } })
  }
}
