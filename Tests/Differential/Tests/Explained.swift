import DifferentialJobs

/// A job of which drey makes something else than Flink, on purpose; docs/dataflow.md says why.
struct Explained {
  let job: JobDescription
  /// nil: Flink fails.
  let flink: [String]?
  let drey: [String]

  func isFlinks(_ outcome: JobOutcome?) -> Bool {
    if let flink { return outcome == JobOutcome(flink) }
    if case .failure = outcome { return true }
    return false
  }

  static let all = [
    // [0,3) grows to [0,5) by the second record, and the third asks for [0,5) itself.
    Explained(
      job: JobDescription(
        id: "a-session-that-is-asked-for-as-it-has-grown",
        sources: [[2, 4, 4].map { .record(key: "a", value: $0, time: 0) }], .window(.dynamicSession, 7, .sum)),
      flink: ["a [0,5) sum 4 @4"], drey: ["a [0,5) sum 10 @4"]),
    Explained(
      job: JobDescription(
        id: "an-evictor-that-leaves-nothing-to-reduce", sources: [[.record(key: "a", value: 1, time: 0)]],
        .window(.tumbling, 10, .latest, evictor: TestedOperator.Evictor(.count, 0, after: false))),
      flink: nil, drey: []),
  ]
}
