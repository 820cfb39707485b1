/// A member of an ``ObservedCluster``.
public struct ObservedMember: Sendable, Equatable, Encodable {
  /// Where a member is in its life, in the engine's word for it.
  public struct State: Sendable, Equatable, Encodable {
    public var word: String

    public init(_ word: String) { self.word = word }

    public var isRunning: Bool { ["running", "paused", "restarting"].contains(word) }
    public var hasEnded: Bool { ["exited", "dead", "removing", "stopped"].contains(word) }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(word)
    }
  }

  /// Its name within the cluster.
  public var name: String
  /// `jobmanager`, `taskmanager`, or what else a label says.
  public var role: String
  public var container: String
  public var containerID: String
  public var image: String
  public var state: State
  public var slots: Int?
  /// Labels that not everything of the cluster carries.
  public var labels: [String: String]
  /// What only a closer look tells.
  public var details: Details?

  /// What an inspection of one container adds to what a list says of it.
  public struct Details: Sendable, Equatable, Encodable {
    /// nil while it has not ended.
    public var exitCode: Int?
    /// Whether the kernel killed a process of it for want of memory.
    public var isOutOfMemoryKilled: Bool
    /// Why it could not be started; empty otherwise.
    public var error: String
    /// In RFC 3339; the year 1 means never.
    public var startedAt: String
    /// In RFC 3339; the year 1 means never.
    public var finishedAt: String
    /// By the network's name; empty while it does not run.
    public var addresses: [String: String]
  }
}

/// A network of an ``ObservedCluster``.
public struct ObservedNetwork: Sendable, Equatable, Encodable {
  public var name: String
  public var id: String
  /// In CIDR notation.
  public var subnets: [String]
  /// Whether it has no way out.
  public var isInternal: Bool
}
