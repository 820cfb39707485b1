/// What a container gets from its host, and what it is denied.
public struct HostConfig: Sendable, Equatable, Encodable {
  /// Folders and volumes in the short form `source:target[:options]`.
  public var binds: [String] = []
  public var mounts: [Mount] = []
  /// Folders in memory: mount options, such as `rw,size=64m`, by path.
  public var tmpfs: [String: String] = [:]
  /// Whether the container's own file system is read-only.
  public var readOnlyRootFilesystem = false
  /// Capabilities that are taken away, such as `ALL`.
  public var droppedCapabilities: [String] = []
  /// Capabilities that are given although they are not among the default ones.
  public var addedCapabilities: [String] = []
  /// Such as `no-new-privileges`.
  public var securityOptions: [String] = []
  /// The most processes and threads; `nil` means no limit.
  public var pidsLimit: Int?
  /// The most memory in bytes; `nil` means no limit.
  public var memory: Int?
  /// The most memory and swap together in bytes; equal to `memory` it means no swap, `-1` unlimited swap.
  public var memorySwap: Int?
  /// Processor time in billionths of a processor; `nil` means no limit.
  public var nanoCPUs: Int?
  /// Whether a small init is PID 1, which passes signals on and reaps orphans.
  public var usesInit: Bool?
  public var log: LogConfig?
  public var portBindings: [Port: [PortBinding]] = [:]
  public var restartPolicy: RestartPolicy?
  /// `none`, `host`, `bridge`, `container:ID`, or a network's name or id; `nil` means the engine's default network, or the
  /// network named in the spec.
  public var networkMode: String?
  public var ulimits: [Ulimit] = []
  /// Additional lines of `/etc/hosts`, as `name:address`.
  public var extraHosts: [String] = []

  public init() {}

  enum CodingKeys: String, CodingKey {
    case binds = "Binds"
    case mounts = "Mounts"
    case tmpfs = "Tmpfs"
    case readOnlyRootFilesystem = "ReadonlyRootfs"
    case droppedCapabilities = "CapDrop"
    case addedCapabilities = "CapAdd"
    case securityOptions = "SecurityOpt"
    case pidsLimit = "PidsLimit"
    case memory = "Memory"
    case memorySwap = "MemorySwap"
    case nanoCPUs = "NanoCpus"
    case usesInit = "Init"
    case log = "LogConfig"
    case portBindings = "PortBindings"
    case restartPolicy = "RestartPolicy"
    case networkMode = "NetworkMode"
    case ulimits = "Ulimits"
    case extraHosts = "ExtraHosts"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeUnlessEmpty(binds, .binds)
    try container.encodeUnlessEmpty(mounts, .mounts)
    try container.encodeUnlessEmpty(tmpfs, .tmpfs)
    try container.encode(readOnlyRootFilesystem, forKey: .readOnlyRootFilesystem)
    try container.encodeUnlessEmpty(droppedCapabilities, .droppedCapabilities)
    try container.encodeUnlessEmpty(addedCapabilities, .addedCapabilities)
    try container.encodeUnlessEmpty(securityOptions, .securityOptions)
    try container.encodeIfPresent(pidsLimit, forKey: .pidsLimit)
    try container.encodeIfPresent(memory, forKey: .memory)
    try container.encodeIfPresent(memorySwap, forKey: .memorySwap)
    try container.encodeIfPresent(nanoCPUs, forKey: .nanoCPUs)
    try container.encodeIfPresent(usesInit, forKey: .usesInit)
    try container.encodeIfPresent(log, forKey: .log)
    let bindings = portBindings.map { ($0.key.description, $0.value) }
    try container.encodeUnlessEmpty(Dictionary(bindings, uniquingKeysWith: +), .portBindings)
    try container.encodeIfPresent(restartPolicy, forKey: .restartPolicy)
    try container.encodeIfPresent(networkMode, forKey: .networkMode)
    try container.encodeUnlessEmpty(ulimits, .ulimits)
    try container.encodeUnlessEmpty(extraHosts, .extraHosts)
  }
}

extension KeyedEncodingContainer {
  /// Leaves empty lists and maps out.
  mutating func encodeUnlessEmpty<T: Encodable & Collection>(_ value: T, _ key: Key) throws {
    if !value.isEmpty { try encode(value, forKey: key) }
  }
}
