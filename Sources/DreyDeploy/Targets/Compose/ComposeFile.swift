import DockerEngine
import DreyModel

/// The Compose file of a cluster: what a plan does on an engine, as a description that Compose carries out. Pure.
///
/// Secrets stand in no file. A service that runs once makes them, in volumes that the others mount.
struct ComposeFile {
  private var services: [(key: String, value: ComposeService)] = []
  private var networks: [(key: String, value: ComposeValue)] = []
  private var volumes: [(key: String, value: ComposeValue)] = []
  private var secrets = ComposeSecrets()
  private var givenSecrets: [SecretFile] = []
  /// Names in the file by those in the plan.
  private var names: [String: String] = [:]
  private let cluster: ClusterName
  /// Whether services join networks that the file does not make. Compose makes a service's key an alias in all of them, so
  /// that it has to be one that nobody else has there.
  private let joinsOthers: Bool

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where the plan has something that no Compose file can say.
  init(_ plan: Plan<DockerOperation>, of cluster: ClusterName) throws(Failure) {
    self.cluster = cluster
    let others = Self.otherNetworks(of: plan)
    joinsOthers = !others.isEmpty
    for other in others { addOther(other) }
    var started: [Int: String] = [:]
    for node in plan.nodes {
      try add(node.operation)
      guard case .start(let container) = node.operation else { continue }
      started[node.id] = container
      for dependency in node.dependencies.compactMap({ started[$0] }) {
        update(container) { [name = name(of: dependency)] in $0.dependencies.append((name, "service_started")) }
      }
    }
    for index in services.indices {
      secrets.prepare(&services[index].value)
      services[index].value.givenSecrets = givenSecrets.map(\.name)
    }
  }

  /// The networks that are joined and not made.
  private static func otherNetworks(of plan: Plan<DockerOperation>) -> [String] {
    var made: Set<String> = []
    var joined: Set<String> = []
    for node in plan.nodes {
      switch node.operation {
      case .createNetwork(let spec, _): made.insert(spec.name)
      case .connect(_, let network): joined.insert(network)
      default: break
      }
    }
    return joined.subtracting(made).sorted()
  }

  private mutating func addOther(_ network: String) {
    // The file calls its own networks so.
    names[network] = ["cluster", "rest"].contains(network) ? "joined-\(network)" : network
    networks.append((name(of: network), .map([("external", .bool(true)), ("name", .text(network))])))
  }

  private mutating func add(_ operation: DockerOperation) throws(Failure) {
    switch operation {
    case .createNetwork(let spec, _): networks.append((name(of: spec.name), Self.network(spec)))
    // Compose has secrets of its own.
    case .createVolume(let spec) where spec.name == DockerNames(cluster: cluster).givenSecrets: break
    case .putGivenSecret(let secret, _): givenSecrets.append(secret)
    case .createVolume(let spec): volumes.append((name(of: spec.name), .map([])))
    case .createContainer(let spec, let name): addService(spec, name)
    case .putSecret(let container): addSecret(.cluster, container)
    case .putFile(let file, let container):
      try secrets.add(file)
      addSecret(.job, container)
    case .putRestToken(let container): addSecret(.restToken, container)
    case .connect(let container, let network): update(container) { $0.furtherNetworks.append(network) }
    // What only a client that follows the cluster needs.
    case .attach, .openWait, .start: break
    }
  }

  private mutating func addService(_ spec: ContainerSpec, _ container: String) {
    var spec = spec
    spec.host.mounts.removeAll { $0.target == ContainerContract.Path.givenSecrets }
    let role = spec.labels[Label.role] ?? ""
    names[container] = joinsOthers ? container : spec.labels[Label.member] ?? container
    let image = ComposeValue.template("${DREY_\(role.uppercased())_IMAGE:-\(spec.image)}")
    services.append((name(of: container), ComposeService(spec: spec, image: image)))
  }

  private mutating func addSecret(_ item: ContainerContract.SecretItem, _ container: String) {
    guard let service = services.first(where: { $0.key == name(of: container) }) else { return }
    secrets.add(item, of: service.value)
  }

  private mutating func update(_ container: String, _ change: (inout ComposeService) -> Void) {
    let name = name(of: container)
    guard let index = services.firstIndex(where: { $0.key == name }) else { return }
    change(&services[index].value)
  }

  /// `drey-NAME-secrets` is `secrets` within the file, since Compose puts the cluster's name before it again.
  private func name(of name: String) -> String {
    if let known = names[name] { return known }
    let own = "drey-\(cluster)"
    let rest = name.hasPrefix(own) ? name.dropFirst(own.count).drop { $0 == "-" || $0 == "." } : name[...]
    return rest.isEmpty ? "cluster" : String(rest)
  }

  /// The subnet is left to the engine: one that is free here may be taken where the file is used.
  private static func network(_ spec: NetworkSpec) -> ComposeValue {
    var fields: [(key: String, value: ComposeValue)] = []
    if spec.driver != "bridge" { fields.append(("driver", .text(spec.driver))) }
    if spec.isInternal { fields.append(("internal", .bool(true))) }
    if !spec.options.isEmpty { fields.append(("driver_opts", .texts(spec.options))) }
    return .map(fields)
  }

  private var secretFiles: [(key: String, value: ComposeValue)] {
    guard !givenSecrets.isEmpty else { return [] }
    return [("secrets", .map(givenSecrets.map { ($0.name, .map([("file", .text($0.source))])) }))]
  }

  /// The whole file.
  var text: String {
    let ordered = secrets.service.map { [(ComposeSecrets.name, $0)] } ?? []
    let all = ordered + services.map { ($0.key, $0.value) }
    let root = ComposeValue.map(
      [
        ("name", .text(cluster.text)), ("services", .map(all.map { ($0.0, $0.1.value(naming: name)) })),
        ("networks", .map(networks)), ("volumes", .map(volumes)),
      ] + secretFiles)
    return """
      # Made by `drey compose export`; docs/compose.md says how to bring it up.
      # The images are made by `drey image build`; the variables DREY_…_IMAGE name others.

      """ + root.yaml
  }
}
