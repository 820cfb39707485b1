public import DreyModel

/// One connection that is tried, and what ought to come of it.
public struct NetworkCheck: Sendable, Equatable, Encodable {
  /// What ought to come of a connection.
  public enum Expectation: String, Sendable, Encodable {
    /// Somebody listens.
    case connected
    /// It gets there, and nobody listens.
    case refused
    /// It gets there, whether somebody listens or not.
    case arrives
    /// It does not get there.
    case blocked
    /// It gets there or not, but nobody listens for it.
    case closed
    /// The table says nothing about it.
    case any

    func accepts(_ outcome: ProbeResult.Outcome) -> Bool {
      switch self {
      case .connected: outcome == .connected
      case .refused: outcome == .refused
      case .arrives: outcome.hasArrived
      case .blocked: !outcome.hasArrived
      case .closed: outcome != .connected
      case .any: true
      }
    }
  }

  /// The member that connects; nil: this machine.
  public var from: String?
  public var to: ProbeAddress
  /// What is at that address, in a few words.
  public var what: String
  public var expected: Expectation
  /// An address of the same network that nobody has. If it answers as well, the answer comes from somebody else: packets for
  /// a network that the machine has no way to leave it by its default route.
  var control: ProbeAddress?

  init(
    from: String? = nil, to: ProbeAddress, what: String, expected: Expectation, control: ProbeAddress? = nil
  ) {
    self.from = from
    self.to = to
    self.what = what
    self.expected = expected
    self.control = control
  }
}

/// A check and what came of it.
public struct NetworkFinding: Sendable, Equatable, Encodable {
  public var check: NetworkCheck
  public var found: ProbeResult.Outcome
  public var milliseconds: Int

  public var isAsExpected: Bool { check.expected.accepts(found) }

  private enum CodingKeys: String, CodingKey {
    case from, host, port, what, expected, found, milliseconds, isAsExpected
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(check.from, forKey: .from)
    try container.encode(check.to.host, forKey: .host)
    try container.encode(check.to.port, forKey: .port)
    try container.encode(check.what, forKey: .what)
    try container.encode(check.expected, forKey: .expected)
    try container.encode(found, forKey: .found)
    try container.encode(milliseconds, forKey: .milliseconds)
    try container.encode(isAsExpected, forKey: .isAsExpected)
  }
}

/// What was found of one cluster's network.
public struct NetworkReport: Sendable, Equatable, Encodable {
  public var cluster: String
  public var mode: String
  public var findings: [NetworkFinding]

  /// What differs from the mode's table.
  public var differences: [NetworkFinding] { findings.filter { !$0.isAsExpected } }
}
