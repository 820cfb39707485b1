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
    if let seconds = node.numeric { return try node.placed { () throws(Failure) in try Duration(seconds: seconds) } }
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
  /// Reads `90s`, `10m`, `2h`, `7d`, `250ms`, or a number of seconds; a millisecond at least, and about three years at most.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  public init(parsing text: String) throws(Failure) {
    let number = text.prefix { ("0"..."9").contains($0) || $0 == "." }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false).map(\.count)
    guard let unit = Self.units[String(text.dropFirst(number.count))], (1...2).contains(parts.count),
      !parts.contains(0),
      parts[0] <= unit.digits, parts.count == 1 || parts[1] <= unit.fraction, let value = Double(number), value > 0
    else { throw Self.refusal(of: text) }
    self = .milliseconds(Int((value * unit.milliseconds).rounded()))
  }

  init(seconds: Double) throws(Failure) {
    guard (0.001...99_999_999).contains(seconds) else { throw Self.refusal(of: "\(seconds)") }
    self = .milliseconds(Int((seconds * 1000).rounded()))
  }

  /// With the digits that a number may have before and after its point.
  private static let units: [String: (milliseconds: Double, digits: Int, fraction: Int)] = [
    "": (1000, 8, 3), "s": (1000, 8, 3), "ms": (1, 11, 0), "m": (60_000, 7, 3), "h": (3_600_000, 5, 3),
    "d": (86_400_000, 4, 3),
  ]

  private static func refusal(of text: String) -> Failure {
    Failure(.usage, "'\(text)' is not a length of time", advice: "Write 90s, 10m or 2h.")
  }
}
