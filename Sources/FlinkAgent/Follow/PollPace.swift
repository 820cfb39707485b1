/// How long to wait between two looks at Flink: short where something has just happened, longer and longer after that.
struct PollPace: Sendable, Equatable {
  /// Between two attempts to reach a Flink that does not listen yet, which cost nothing.
  static let knocking: Duration = .milliseconds(20)
  /// Between two looks, however much happens: a look costs a JVM that has just started, and has to compile all it does,
  /// what it would rather begin its work with.
  static let minimum: Duration = .milliseconds(80)
  /// While all is quiet.
  static let maximum: Duration = .seconds(1)
  /// While something is known to be under way.
  static let expecting: Duration = .milliseconds(200)

  private var interval = Self.minimum

  /// - Parameters:
  ///   - isNews: whether the last look showed something new, or somebody said that it would.
  ///   - isExpecting: whether something has to happen soon.
  mutating func next(isNews: Bool, isExpecting: Bool) -> Duration {
    interval = isNews ? Self.minimum : min(interval * 5 / 4, isExpecting ? Self.expecting : Self.maximum)
    return interval
  }
}
