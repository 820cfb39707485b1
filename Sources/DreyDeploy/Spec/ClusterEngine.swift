/// What runs a cluster's jobs: drey's own runtime, or Apache Flink.
public struct ClusterEngine: Sendable, Equatable, Codable, CustomStringConvertible {
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case drey
    case flink
  }

  public var kind: Kind
  /// The version of Apache Flink; nil: ``FlinkVersion/standard``, or what the image holds.
  public var version: String?
  /// An image with Apache Flink in it; nil: one of the version.
  public var image: String?

  public init(_ kind: Kind = .drey, version: String? = nil, image: String? = nil) {
    self.kind = kind
    self.version = version
    self.image = image
  }

  public var isFlink: Bool { kind == .flink }

  public var description: String {
    guard isFlink else { return kind.rawValue }
    return [kind.rawValue, version, image].compactMap(\.self).joined(separator: " ")
  }
}

extension Resources {
  /// What a member gets where nobody says it: for Apache Flink the sizes that its own images have.
  static func standard(for role: MemberRole, on engine: ClusterEngine) -> Resources {
    switch (role, engine.kind) {
    case (.taskManager, .drey): .taskManagerDefault
    case (_, .drey): .jobManagerDefault
    case (.taskManager, .flink): Resources(memory: 1728 << 20)
    case (_, .flink): Resources(memory: 1600 << 20)
    }
  }
}
