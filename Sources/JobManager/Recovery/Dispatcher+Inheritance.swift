import ChildProcess
import ControlPlane
import DreyModel

// What a JobManager before this one left, besides jobs that simply go on.
extension Dispatcher {
  /// Knows of the jobs that ended before this JobManager began.
  func remember(_ found: RecoveredJobs) {
    for (job, bytes) in found.ended {
      ended.add(EndedJobs.Entry(job: job, number: nextNumber(), bytes: bytes, isInherited: true))
    }
    for id in found.unreadable { forgotten.add(id) }
    forgetOldJobs()
  }

  /// Ends a job that cannot be resumed.
  func giveUp(_ job: StoredJob, _ why: Failure) {
    let result = JobResult(lost: job, why)
    events.report(
      .jobStatusChanged(jobID: job.jobID, name: result.name, status: result.status, failure: result.failure))
    let report = JobReport(job, result)
    let entry = EndedJobs.Entry(
      job: EndedJob(report, digest: job.digest), number: nextNumber(), isInherited: true)
    keep(entry, JobArchive(report, result, values: job.submission.main.values))
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
    if let entry = ended.job(executionIndex: index), entry.isInherited {
      let job = entry.job
      try check(submission, artifact, name: job.summary.name, job.fingerprint, job.artifact)
      ended.claimed(job.id, isDelivered: driver != nil)
      Task { await deliver(entry) }
      return true
    }
    guard let job = expected[index] else { return false }
    let graph = job.submission.graph
    try check(submission, artifact, name: graph.name, graph.fingerprint, job.artifact)
    expected[index] = nil
    resume(job)
    return true
  }

  /// Tells main() what a run of it under a JobManager before this one had as this value, if there was one.
  func tell(value name: String) async {
    let values: [String: String]
    if let inheritedValues {
      values = inheritedValues
    } else {
      values = await readInheritedValues()
      inheritedValues = values
    }
    driver?.send(.value(name: name, values[name]))
  }

  private func readInheritedValues() async -> [String: String] {
    var values = expected.values.reduce(into: [:]) { $0.merge($1.submission.main.values) { $1 } }
    for entry in ended.all where entry.isInherited {
      guard let archive = try? await archive(of: entry.job.id) else { continue }
      values.merge(archive.values) { known, _ in known }
    }
    return values
  }

  private func deliver(_ entry: EndedJobs.Entry) async {
    let result = await result(of: entry)
    driver?.send(.jobEnded(executionIndex: entry.job.executionIndex, result: result))
  }

  private func check(
    _ submission: JobSubmission, _ artifact: Artifact, name: String, _ fingerprint: String, _ artifactBefore: Artifact
  ) throws(Failure) {
    guard submission.graph.fingerprint == fingerprint, artifact == artifactBefore else {
      throw Failure(
        .user,
        "execute number \(submission.executionIndex) was job '\(name)' before the JobManager's restart, and"
          + " is another one now: '\(submission.graph.name)'",
        advice:
          "main() has to build the same jobs each time it runs: from its arguments and what env.once made part of them, not from time"
          + " or chance.")
    }
  }
}
