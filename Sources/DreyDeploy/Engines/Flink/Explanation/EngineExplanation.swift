import DreyModel

/// What means the same on drey's runtime and on Apache Flink, what differs, and what only one of them has.
public enum EngineExplanation {
  /// Process sizes in bytes of Flink's own distribution, which stand for those of a spec where there is none.
  private static let usualSizes = (jobManager: 1600 << 20, taskManager: 1728 << 20)

  /// Everything there is to say.
  public static var everything: [ExplanationRow] {
    SpecExplanation.rows + OptionKey.allCases.map(\.explanation) + BehaviourExplanation.rows
      + MemoryExplanation.rows(
        jobManager: usualSizes.jobManager, taskManager: usualSizes.taskManager, options: [:])
  }

  /// What there is to say of one cluster: its own options only, and its own sizes.
  public static func rows(for cluster: ClusterSpec) -> [ExplanationRow] {
    let options = cluster.options.values
    return SpecExplanation.rows + options.keys.sorted().map(row) + BehaviourExplanation.rows
      + MemoryExplanation.rows(
        jobManager: cluster.jobManagerResources.memory, taskManager: cluster.taskManagerResources.memory,
        options: options)
  }

  private static func row(option: String) -> ExplanationRow {
    OptionKey(rawValue: option)?.explanation
      ?? ExplanationRow(option, .onlyFlink, drey: "not known: no effect, or refused", flink: "Flink's, if it knows it")
  }
}
