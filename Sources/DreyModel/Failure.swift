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
  /// Whether it would only happen again if the job were restarted; nil: that is not known.
  public var recurrence: Recurrence?

  /// When a failure would only happen again.
  public enum Recurrence: String, Sendable, Codable {
    /// Always: the job ends, whatever its restart strategy says; Flink's `SuppressRestartsException`.
    case certain
    /// As long as the job has never run before: a wrong address is, a server that is away for a moment is not.
    case unlessItWorkedBefore
  }

  /// Whether it would only happen again.
  public var isPermanent: Bool { recurrence == .certain }

  /// A failure that would only happen again if the job were restarted.
  ///
  /// Functions of a job throw one where a restart cannot help:
  /// ```swift
  /// guard let rate = rates[order.currency] else {
  ///   throw Failure(.user, "there is no rate of \(order.currency)", isPermanent: true)
  /// }
  /// ```
  public init(
    _ domain: Domain, _ message: String, advice: String? = nil, details: [String] = [], isPermanent: Bool
  ) {
    self.init(domain, message, advice: advice, details: details, recurrence: isPermanent ? .certain : nil)
  }

  public init(
    _ domain: Domain, _ message: String, advice: String? = nil, details: [String] = [], recurrence: Recurrence? = nil
  ) {
    self.domain = domain
    self.message = message
    self.advice = advice
    self.details = details
    self.recurrence = recurrence
  }

  /// The same failure told in other words.
  public func saying(_ message: String) -> Failure {
    var copy = self
    copy.message = message
    return copy
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
