public import DreyModel

/// How long a run may take and what stays of it, as a spec file says it.
public struct SpecLifetime: Sendable, Equatable {
  public var timeout: Duration?
  public var timeToLive: Duration?
  public var onSuccess: RunPolicy.Retention?
  public var onFailure: RunPolicy.Retention?

  init(_ node: SpecNode?) throws(Failure) {
    guard let fields = try node?.fields(SpecKeys.lifetime) else { return }
    timeout = try fields["timeout"].map(Self.duration)
    timeToLive = try fields["ttl"].map(Self.duration)
    onSuccess = try fields["onSuccess"].map(Self.retention)
    onFailure = try fields["onFailure"].map(Self.retention)
  }

  private static func duration(_ node: SpecNode) throws(Failure) -> Duration {
    let text = try node.text()
    return try node.placed { () throws(Failure) in try Duration(parsing: text) }
  }

  private static func retention(_ node: SpecNode) throws(Failure) -> RunPolicy.Retention {
    guard let retention = RunPolicy.Retention(rawValue: try node.text()) else {
      throw node.refuse("expected \(RunPolicy.Retention.allCases.map(\.rawValue).joined(separator: " or "))")
    }
    return retention
  }
}

extension Duration {
  /// Reads `90s`, `10m`, `2h`, `7d`, `250ms`, or a number of seconds.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  public init(parsing text: String) throws(Failure) {
    let number = text.prefix { $0.isNumber || $0 == "." }
    let units = ["": 1000.0, "s": 1000, "ms": 1, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    guard let value = Double(number), let unit = units[String(text.dropFirst(number.count))], value > 0,
      value * unit < 1e12
    else { throw Failure(.usage, "'\(text)' is not a length of time", advice: "Write 90s, 10m or 2h.") }
    self = .milliseconds(Int(value * unit))
  }
}
