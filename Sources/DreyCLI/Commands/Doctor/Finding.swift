/// One thing that `drey doctor` looked at.
struct Finding: Sendable, Equatable, Encodable {
  enum Verdict: String, Sendable, Encodable {
    case good = "ok"
    /// drey works, but something is missing or slow.
    case warning
    /// drey cannot run clusters.
    case bad = "missing"
  }

  var verdict: Verdict
  /// What was looked at.
  var subject: String
  /// What was found.
  var detail: String
  /// The command or step that mends it.
  var mend: String?

  var text: String {
    let mark =
      switch verdict {
      case .good: "✓"
      case .warning: "!"
      case .bad: "✗"
      }
    let first = "\(mark) \(subject): \(detail)"
    return mend.map { "\(first)\n    → \($0)" } ?? first
  }
}
