/// One run of an application, from the command to nothing left; one implementation per way to run.
public protocol DeploymentRun: Sendable {
  /// What the run would do on its target once the images are there. Builds the application and
  /// the images.
  func plan() async throws -> PlanReport

  /// Runs it to its end. Where the calling task is cancelled, the run is interrupted. Either way nothing it made is left,
  /// or the failure says what is.
  func run() async -> RunOutcome
}
