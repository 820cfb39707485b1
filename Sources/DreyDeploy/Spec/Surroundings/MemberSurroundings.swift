/// The variables, secrets and host names that all members of a cluster are given, besides volumes and networks.
public struct MemberSurroundings: Sendable, Equatable, Codable {
  /// Variables of the members' processes, and so of `main()` and the workers.
  public var environment: [String: String] = [:]
  /// Files that no plan, label or post-mortem shows.
  public var secrets: [SecretFile] = []
  /// Names that members find beside those of their networks.
  public var hosts: [HostEntry] = []

  public init() {}
}

/// A file of the client's machine that members read at ``DreyModel/ContainerContract/Path/givenSecrets``, and nobody else.
public struct SecretFile: Sendable, Equatable, Codable {
  /// The name of the file in the members.
  public var name: String
  /// Its absolute path on the client's machine.
  public var source: String
}

/// A name and the address that it has.
public struct HostEntry: Sendable, Equatable, Codable, CustomStringConvertible {
  /// Stands for the address of the engine's own machine, as containers reach it.
  static let gateway = "host-gateway"
  /// The name of the engine's own machine in containers.
  static let engineName = "host.docker.internal"

  public var name: String
  public var address: String

  /// As an engine takes it.
  public var description: String { "\(name):\(address)" }
}
