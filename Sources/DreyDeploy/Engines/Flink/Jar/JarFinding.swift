/// Something about a JAR that keeps it from running on a cluster, or may do so.
public struct JarFinding: Sendable, Equatable {
  public enum Severity: Sendable {
    /// The job would fail.
    case error
    /// The job may fail, depending on what it uses.
    case warning
  }

  public var severity: Severity
  /// Names the class or file in the JAR and what is wrong with it.
  public var message: String
  /// What to change.
  public var advice: String

  public init(_ severity: Severity, _ message: String, advice: String) {
    self.severity = severity
    self.message = message
    self.advice = advice
  }
}
