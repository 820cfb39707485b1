import FoundationEssentials

/// How long a cluster may be there and who answers for it, decided when it is created.
public struct ClusterLifetime: Sendable, Equatable {
  /// Seconds since 1970.
  public var created: Int
  /// Seconds since 1970; nil: never.
  public var expires: Int?
  /// The process that answers for it; nil for a cluster that outlives whoever creates it.
  public var client: ClientIdentity?
  /// Whether it may stay once its work has ended.
  public var mayStay: Bool

  public init(created: Int, expires: Int? = nil, client: ClientIdentity? = nil, mayStay: Bool = false) {
    self.created = created
    self.expires = expires
    self.client = client
    self.mayStay = mayStay
  }

  /// Seconds since 1970.
  public static func now() -> Int { Int(Date.now.timeIntervalSince1970) }
}
