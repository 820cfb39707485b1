import ChildProcess
import ControlPlane
import DreyModel

// What a JobManager before this one left, besides jobs that simply go on.
extension Dispatcher {
  /// Knows of a job that ended before this JobManager began.
  func remember(_ job: StoredJob, _ result: JobResult) {
    let settings = JobMaster.Settings(
      artifact: job.artifact, arguments: job.arguments, environment: job.environment,
      earlierResults: job.earlierResults, slotRequestTimeout: settings.slotRequestTimeout)
    let master = JobMaster(ended: result, submission: job.submission, settings: settings)
    var inherited = Job(master: master, sessionJob: job.sessionJob)
    inherited.timeline = JobTimeline(submittedAt: job.submittedAt, result)
    inherited.isInherited = true
    inherited.ended.complete(result)
    jobs[job.jobID] = inherited
    order.append(job.jobID)
    forgetOldJobs()
  }

  /// Leaves all jobs as they are to the JobManager after this one: the loss of a TaskManager is none any more.
  func suspend() {
    isShuttingDown = true
    isSuspended = true
  }

  /// Goes on with these jobs once main() executes them again.
  func expect(_ jobs: [StoredJob]) {
    for job in jobs { expected[job.submission.executionIndex] = job }
  }

  /// Lets main() have the job that it executed under a JobManager before this one, whatever has become of it.
  /// - Returns: whether there is one.
  /// - Throws: ``Failure`` where it executed another one then.
  func claim(_ submission: JobSubmission, _ artifact: Artifact) throws(Failure) -> Bool {
    let index = submission.executionIndex
    if let job = jobs.values.first(where: { $0.isInherited && $0.master.submission.executionIndex == index }) {
      try check(submission, artifact, job.master.submission, job.master.settings.artifact)
      deliver(job)
      return true
    }
    guard let job = expected[index] else { return false }
    try check(submission, artifact, job.submission, job.artifact)
    expected[index] = nil
    resume(job)
    return true
  }

  /// Tells main() what a run of it under a JobManager before this one had as this value, if there was one.
  func tell(value name: String) {
    let submissions = expected.values.map(\.submission) + jobs.values.map(\.master.submission)
    driver?.send(.value(name: name, submissions.lazy.compactMap { $0.main.values[name] }.first))
  }

  private func deliver(_ job: Job) {
    guard let result = job.master.result else { return }
    jobs[result.jobID]?.isInherited = false
    guard let driver else { return }
    driver.send(.jobEnded(executionIndex: job.master.submission.executionIndex, result: result))
    jobs[result.jobID]?.isDelivered = true
  }

  private func check(
    _ submission: JobSubmission, _ artifact: Artifact, _ before: JobSubmission, _ artifactBefore: Artifact
  ) throws(Failure) {
    guard submission.graph.fingerprint == before.graph.fingerprint, artifact == artifactBefore else {
      throw Failure(
        .user,
        "execute number \(submission.executionIndex) was job '\(before.graph.name)' before the JobManager's restart, and"
          + " is another one now: '\(submission.graph.name)'",
        advice:
          "main() has to build the same jobs each time it runs: from its arguments and what env.once made part of them, not from time"
          + " or chance.")
    }
  }
}
