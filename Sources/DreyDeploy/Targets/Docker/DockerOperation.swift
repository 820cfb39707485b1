public import DockerEngine

/// One call to a Docker Engine, as a value. Things are addressed by their names, which are unique to the cluster.
public enum DockerOperation: PlanOperation, Equatable {
  /// `subnets` are tried in turn while the engine says that one overlaps with a network made meanwhile.
  case createNetwork(NetworkSpec, subnets: [IPv4Subnet])
  case createVolume(VolumeSpec)
  case createContainer(ContainerSpec, name: String)
  /// Puts the cluster's secret into the volume that this container mounts.
  case putSecret(container: String)
  /// Puts a file into the folder of the secrets, which this container mounts.
  case putFile(MemberFile, container: String)
  /// Puts a user's secret into the volume for such, which this container mounts.
  case putGivenSecret(SecretFile, container: String)
  /// Puts the token of the REST API into the volume that this container alone mounts.
  case putRestToken(container: String)
  /// Lets a container join a network beside those it was created with. Engines before API 1.44 take one at a creation.
  case connect(container: String, network: String)
  case attach(container: String)
  case openWait(container: String)
  case start(container: String)

  /// The name of the container that it is about.
  var container: String? {
    switch self {
    case .createNetwork, .createVolume: nil
    case .createContainer(_, let name): name
    case .putSecret(let name), .putRestToken(let name), .attach(let name), .openWait(let name), .start(let name): name
    case .putFile(_, let name), .putGivenSecret(_, let name), .connect(let name, _): name
    }
  }

  var isCreation: Bool { if case .createContainer = self { true } else { false } }

  /// Whether it is done for every start of a container, and not once after its creation.
  var isForStart: Bool {
    switch self {
    case .attach, .openWait, .start: true
    default: false
    }
  }

  public var summary: String {
    switch self {
    case .createNetwork(let spec, let subnets):
      "network \(spec.name): create, \(spec.isInternal ? "internal, " : "")subnet \(subnets.first?.description ?? "any")"
    case .createVolume(let spec): "volume \(spec.name): create"
    case .createContainer(let spec, let name): "container \(name): create from \(spec.image)"
    case .putSecret(let container): "container \(container): put the cluster's secret"
    case .putFile(let file, let container): "container \(container): put \(file.path)"
    case .putGivenSecret(let secret, let container): "container \(container): put the secret '\(secret.name)'"
    case .putRestToken(let container): "container \(container): put the REST token"
    case .connect(let container, let network): "container \(container): join network \(network)"
    case .attach(let container): "container \(container): attach to its output"
    case .openWait(let container): "container \(container): await its end"
    case .start(let container): "container \(container): start"
    }
  }
}
