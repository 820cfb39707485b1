import ChildProcess
import ControlPlane
import DreyModel

extension Dispatcher {
  /// main() runs and submits its jobs over this connection; nil: it has ended.
  func setDriver(_ session: DriverSession?) { driver = session }

  /// A call of `execute`, after these executions; nil: as they ended here.
  /// - Returns: why the job was refused, which main() has been told, or nil.
  @discardableResult func submit(_ submission: JobSubmission, after earlier: [EarlierExecution]? = nil) -> Failure? {
    let id = JobID.random()
    do throws(Failure) {
      try submission.validate()
      guard let artifact else { throw Failure(.infrastructure, "the JobManager has no artifact yet") }
      if try claim(submission, artifact) { return nil }
      let index = submission.executionIndex
      guard job(executionIndex: index) == nil, ended.job(executionIndex: index) == nil else {
        throw Failure(.user, "execute number \(index) was submitted twice")
      }
      try accept(submission, as: id, artifact, after: earlier ?? executions(before: index))
      return nil
    } catch {
      refuse(submission, as: id, error)
      return error
    }
  }

  /// Tells main() how one of its jobs is.
  func tell(executionIndex index: Int) async {
    if let job = job(executionIndex: index) {
      driver?.send(.jobView(executionIndex: index, job.master.view))
    } else if let entry = ended.job(executionIndex: index) {
      driver?.send(.jobView(executionIndex: index, JobView(await result(of: entry))))
    } else if let refusal = refusals[index] {
      driver?.send(.jobView(executionIndex: index, JobView(refusal)))
    } else {
      driver?.send(.refused(executionIndex: index, Failure(.user, "execute number \(index) was never submitted")))
    }
  }

  /// Cancels one of main()'s jobs, unless it has ended.
  func cancel(executionIndex index: Int) async {
    if let job = job(executionIndex: index) {
      handle(.cancel(Failure(.cancelled, "job '\(job.master.name)' was cancelled by main()")), for: job.master.jobID)
    }
    await tell(executionIndex: index)
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
  func waitForJobs(within limit: Duration?) async {
    let deadline = limit.map { ContinuousClock.now + $0 }
    for end in order.compactMap({ jobs[$0]?.ended }) {
      if let deadline { _ = await end.value(within: deadline - .now) } else { await end.value() }
    }
  }

  /// Waits for the end of every job that was submitted so far.
  /// - Parameter hasRecords: whether the results have the records that jobs collected; else `main()` alone was told.
  /// - Returns: the results in the order of submission, and the failure of a job that main() was not told of.
  func results(hasRecords: Bool) async -> (jobs: [JobResult], undelivered: Failure?) {
    await waitForJobs(within: nil)
    var results: [JobResult] = []
    var undelivered: Failure?
    for entry in ended.all.sorted(by: { $0.number < $1.number }) {
      var result = await result(of: entry)
      if !hasRecords { result.removeRecords() }
      results.append(result)
      // Read again: it may have been delivered while this waited.
      if ended[entry.job.id]?.isDelivered == false { undelivered = undelivered ?? result.failure }
    }
    return (results, undelivered)
  }

  private func executions(before index: Int) -> [EarlierExecution] {
    var executions = (0..<index).map { EarlierExecution(refusals[$0]) }
    for entry in ended.all where entry.job.executionIndex < index {
      executions[entry.job.executionIndex] = .job(entry.job.id)
    }
    return executions
  }

  private func accept(
    _ submission: JobSubmission, as id: JobID, _ artifact: Artifact, after earlier: [EarlierExecution]
  ) throws(Failure) {
    let configuration = try JobConfiguration(submission, over: settings.options)
    let bytes = submission.encodedSize
    do throws(RestError) { try checkRoom(for: submission.graph.name, bytes: bytes) } catch {
      throw Failure(.user, error.errors[0], advice: error.errors.dropFirst().first)
    }
    try checkEarlier(earlier, of: submission.graph.name)
    let job = StoredJob(
      jobID: id, submission: submission, artifact: artifact, arguments: settings.applicationArguments,
      environment: settings.workerEnvironment, earlier: earlier, submittedAt: WallClock.now,
      bytes: bytes)
    accept(job, configuration)
  }

  private func refuse(_ submission: JobSubmission, as id: JobID, _ failure: Failure) {
    let name = submission.graph.name
    events.report(.jobStatusChanged(jobID: id, name: name, status: .failed, failure: failure))
    let result = JobResult(jobID: id, name: name, status: .failed, netRuntime: 0, failure: failure.bounded)
    // There are no executions beyond.
    if submission.executionIndex < JobSubmission.maximumExecutions { refusals[submission.executionIndex] = result }
    driver?.send(.jobEnded(executionIndex: submission.executionIndex, result: result))
  }
}
