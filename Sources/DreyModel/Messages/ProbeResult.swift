/// A host and a TCP port.
public struct ProbeAddress: Sendable, Hashable, Codable, CustomStringConvertible {
  public var host: String
  public var port: Int

  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `HOST:PORT`.
  /// - Throws: ``Failure`` of the domain `usage`.
  public init(parsing text: String) throws(Failure) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let port = Int(parts[1]), (1...65_535).contains(port) else {
      throw Failure(
        .usage, "'\(text)' is not of the form HOST:PORT", advice: "Write a name or an IPv4 address and a port.")
    }
    self.init(host: String(parts[0]), port: port)
  }

  public var description: String { "\(host):\(port)" }
}

/// What came of an attempt to connect; the verb ``ContainerContract/Verb/probe`` prints one as JSON per line.
public struct ProbeResult: Sendable, Hashable, Codable {
  /// What an attempt to connect can come to.
  public enum Outcome: String, Sendable, Codable, CaseIterable {
    /// Somebody listens there.
    case connected
    /// The host answers, and says that nobody listens.
    case refused
    /// Nothing answers.
    case timeout
    /// There is no way to it.
    case unreachable
    /// The name means nothing here.
    case unresolved

    /// Whether packets get there and back.
    public var hasArrived: Bool { self == .connected || self == .refused }
  }

  public var host: String
  public var port: Int
  public var outcome: Outcome
  public var milliseconds: Int

  public init(_ address: ProbeAddress, _ outcome: Outcome, milliseconds: Int) {
    host = address.host
    port = address.port
    self.outcome = outcome
    self.milliseconds = milliseconds
  }
}
