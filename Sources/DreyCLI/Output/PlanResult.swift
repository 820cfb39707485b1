import DreyDeploy

/// What `drey plan` and `--dry-run` show.
struct PlanResult: Renderable {
  var plan: PlanReport

  var text: String { "\(plan)" }

  func encode(to encoder: any Encoder) throws { try plan.steps.encode(to: encoder) }
}
