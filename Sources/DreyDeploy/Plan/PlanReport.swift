/// A plan as it is shown, whatever its target.
public struct PlanReport: Sendable, Equatable, CustomStringConvertible {
  /// One operation.
  public struct Step: Sendable, Equatable, Encodable {
    /// Its place in the plan, from 1.
    public var id: Int
    /// What is done to what, such as `network drey-orders: create`.
    public var operation: String
    /// Why it has to be done.
    public var cause: String
    /// Ids of the steps that must have been done before.
    public var dependencies: [Int]
  }

  public var steps: [Step]

  /// One line per step: `[1,2] -> #3 container drey-orders-jobmanager: create (the application's main() runs there)`.
  public var description: String {
    guard !steps.isEmpty else { return "nothing to do: it is as it should be" }
    return steps.map { step in
      let waits = step.dependencies.map { "\($0)" }.joined(separator: ",")
      return "[\(waits)] -> #\(step.id) \(step.operation) (\(step.cause))"
    }.joined(separator: "\n")
  }
}

extension PlanReport {
  /// Returns the plan behind the building of images, which everything else waits for.
  func building(_ images: [String]) -> PlanReport {
    guard !images.isEmpty else { return self }
    let first = images.enumerated().map { index, image in
      Step(
        id: index + 1, operation: "image \(image): build", cause: "the engine lacks it",
        dependencies: index == 0 ? [] : [index])
    }
    let rest = steps.map { step in
      Step(
        id: step.id + images.count, operation: step.operation, cause: step.cause,
        dependencies: step.dependencies.isEmpty ? [images.count] : step.dependencies.map { $0 + images.count })
    }
    return PlanReport(steps: first + rest)
  }
}

extension Plan {
  /// The plan without what only its target knows.
  public var report: PlanReport {
    PlanReport(
      steps: nodes.map { node in
        PlanReport.Step(
          id: node.id + 1, operation: node.operation.summary, cause: node.cause,
          dependencies: node.dependencies.map { $0 + 1 })
      })
  }
}
