import ChildProcess
import ControlPlane
import DreyModel

extension Dispatcher {
  /// main() runs and submits its jobs over this connection; nil: it has ended.
  func setDriver(_ session: DriverSession?) { driver = session }

  /// A call of `execute`, after executions that ended like this; nil: as they ended here.
  /// - Returns: why the job was refused, which main() has been told, or nil.
  @discardableResult func submit(_ submission: JobSubmission, after earlier: [JobResult?]? = nil) -> Failure? {
    let id = JobID.random()
    do throws(Failure) {
      try submission.validate()
      guard let artifact else { throw Failure(.infrastructure, "the JobManager has no artifact yet") }
      if try claim(submission, artifact) { return nil }
      guard job(executionIndex: submission.executionIndex) == nil else {
        throw Failure(.user, "execute number \(submission.executionIndex) was submitted twice")
      }
      try accept(submission, as: id, artifact, after: earlier ?? results(before: submission.executionIndex))
      return nil
    } catch {
      refuse(submission, as: id, error)
      return error
    }
  }

  /// Tells main() how one of its jobs is.
  func tell(executionIndex index: Int) {
    if let job = job(executionIndex: index) {
      driver?.send(.jobView(executionIndex: index, job.master.view))
    } else if let refusal = refusals[index] {
      driver?.send(.jobView(executionIndex: index, JobView(refusal)))
    } else {
      driver?.send(.refused(executionIndex: index, Failure(.user, "execute number \(index) was never submitted")))
    }
  }

  /// Cancels one of main()'s jobs, unless it has ended.
  func cancel(executionIndex index: Int) {
    if let job = job(executionIndex: index), job.master.result == nil {
      handle(.cancel(Failure(.cancelled, "job '\(job.master.name)' was cancelled by main()")), for: job.master.jobID)
    }
    tell(executionIndex: index)
  }

  private func job(executionIndex index: Int) -> Job? {
    jobs.values.first { $0.master.submission.executionIndex == index }
  }

  /// Cancels every job that has not ended.
  func cancelJobs(_ reason: Failure) {
    for id in order { handle(.cancel(reason), for: id) }
  }

  /// Ends, without their workers, the jobs that did not end when they were cancelled.
  func giveUpJobs() {
    for id in order {
      for taskManager in taskManagers.keys { handle(.taskManagerLost(taskManager, reason: "no time left"), for: id) }
    }
  }

  /// Waits for the end of every job that was submitted so far, for at most `limit` if there is one.
  /// - Returns: the results in the order of submission, and the failure of a job that main() was not told of.
  func results(within limit: Duration?) async -> (jobs: [JobResult], undelivered: Failure?) {
    let deadline = limit.map { ContinuousClock.now + $0 }
    var results: [JobResult] = []
    var undelivered: Failure?
    for id in order {
      guard let job = jobs[id] else { continue }
      let result =
        if let deadline { await job.ended.value(within: deadline - .now) } else { await job.ended.value() }
      guard let result else { continue }
      results.append(result)
      // Read again: it may have been delivered while this waited.
      if jobs[id]?.isDelivered == false { undelivered = undelivered ?? result.failure }
    }
    return (results, undelivered)
  }

  private func results(before index: Int) -> [JobResult?] {
    var results = (0..<index).map { refusals[$0] }
    for job in jobs.values where job.master.submission.executionIndex < index {
      results[job.master.submission.executionIndex] = job.master.result
    }
    return results
  }

  private func accept(
    _ submission: JobSubmission, as id: JobID, _ artifact: Artifact, after earlier: [JobResult?]
  ) throws(Failure) {
    let configuration = try JobConfiguration(submission, over: settings.options)
    let job = StoredJob(
      jobID: id, submission: submission, artifact: artifact, arguments: settings.applicationArguments,
      environment: settings.workerEnvironment, earlierResults: earlier, submittedAt: WallClock.now)
    accept(job, configuration)
  }

  private func refuse(_ submission: JobSubmission, as id: JobID, _ failure: Failure) {
    let name = submission.graph.name
    events.report(.jobStatusChanged(jobID: id, name: name, status: .failed, failure: failure))
    let result = JobResult(jobID: id, name: name, status: .failed, netRuntime: 0, failure: failure)
    refusals[submission.executionIndex] = result
    driver?.send(.jobEnded(executionIndex: submission.executionIndex, result: result))
  }
}
