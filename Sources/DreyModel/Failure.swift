/// Why something did not work, whose doing it was, and what to do next.
public struct Failure: Error, Sendable, Codable, Equatable, CustomStringConvertible {
  /// Whose doing a failure was; it decides the exit code.
  public enum Domain: String, Sendable, Codable {
    /// Bad usage, a bad spec or a bad artifact, refused before anything is created; or arguments that `main()` refuses.
    case usage
    /// The job's or application's own code.
    case user
    /// The engine, the network, a machine, or drey itself.
    case infrastructure
    /// A deadline passed.
    case timeout
    /// Somebody cancelled it.
    case cancelled
    /// The person at the terminal, or whoever sent SIGTERM, interrupted it.
    case interrupted
  }

  public var domain: Domain
  /// Names the thing and the cause.
  public var message: String
  /// What to do next, if that is known.
  public var advice: String?
  /// Lines that help to find the cause, oldest first, such as the end of a crashed process's standard error.
  public var details: [String]

  public init(_ domain: Domain, _ message: String, advice: String? = nil, details: [String] = []) {
    self.domain = domain
    self.message = message
    self.advice = advice
    self.details = details
  }

  public var description: String {
    var lines = [message]
    lines += details.map { "  | \($0)" }
    if let advice { lines.append(advice) }
    return lines.joined(separator: "\n")
  }
}

extension Failure {
  /// A failure as it is, any other error as one of `domain`.
  public init(_ error: any Error, domain: Domain) {
    self = (error as? Failure) ?? Failure(domain, "\(error)")
  }
}
