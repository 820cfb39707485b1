import DreyModel

// The findings about a cluster's options, which ``DreyModel/Options/findings(on:for:)`` decides.
extension ClusterSpec {
  private var optionFindings: [OptionFinding] {
    guard engine.isFlink else { return options.findings(on: .drey, for: .cluster) }
    // Two times may not go together because drey has set one of them.
    let all = Options(FlinkDefaults.options.merging(options.values) { $1 })
    return all.findings(on: .flink, for: .cluster)
  }

  /// The first option that is refused.
  var optionViolation: SpecViolation? {
    optionFindings.first(where: \.isError).map { SpecViolation(["options", $0.key], $0.failure) }
  }

  /// The warnings: a line for each option that has no effect, or most likely not the effect that is wanted.
  public var warnings: [String] { optionFindings.filter { !$0.isError }.map(\.text) }
}

extension RunObserver {
  /// Says what is odd about a spec, before anything is made of it.
  func warn(_ warnings: [String]) { for text in warnings { progress(.build, "warning: \(text)") } }
}
