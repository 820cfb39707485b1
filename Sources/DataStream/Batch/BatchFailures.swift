import DreyModel

/// Failures that concern the runtime mode of a job.
enum BatchFailures {
  static func savedInBatchMode() -> Failure {
    Failure(
      .user, "the checkpoint was taken in batch mode, and holds input that waits for its end",
      advice: "Let the job go on in batch mode: env.setRuntimeMode(.batch).")
  }

  static func unbounded(_ source: String) -> Failure {
    Failure(
      .user, "'\(source)' never ends, and in batch mode results come at the end of the input",
      advice: "Use streaming mode, env.setRuntimeMode(.streaming), or a source that is bounded.")
  }
}
