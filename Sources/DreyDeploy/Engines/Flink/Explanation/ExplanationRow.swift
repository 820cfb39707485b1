/// What one thing that a user can ask for means on drey's runtime and on Apache Flink.
public struct ExplanationRow: Sendable, Equatable, Encodable {
  /// How the two compare.
  public enum Verdict: String, Sendable, Encodable {
    case same
    case differs
    /// Only drey's runtime has it.
    case onlyDrey = "drey only"
    /// Only Flink has it.
    case onlyFlink = "Flink only"
  }

  /// A spec file's key with the mapping it stands in, a key of `options`, or what else is compared.
  public var subject: String
  public var onDrey: String
  public var onFlink: String
  public var verdict: Verdict

  init(_ subject: String, _ verdict: Verdict, drey: String, flink: String) {
    self.subject = subject
    self.verdict = verdict
    onDrey = drey
    onFlink = flink
  }

  /// A row of what means the same.
  static func same(_ subject: String, _ meaning: String) -> ExplanationRow {
    ExplanationRow(subject, .same, drey: meaning, flink: meaning)
  }
}
