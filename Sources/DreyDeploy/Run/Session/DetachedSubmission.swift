import DreyModel

/// Runs `main()` up to its first `execute`, submits that job and leaves it to the session.
struct DetachedSubmission: Sendable {
  let main: MainProcess
  let jobs: SessionJobRun

  func run() async -> RunOutcome {
    let (submissions, sink) = AsyncStream<JobSubmission>.makeStream()
    let end = Task {
      let failure = await main.run(submitted: { sink.yield($0) }, unwritable: { _ in sink.finish() })
      sink.finish()
      return failure
    }
    let outcome = await withTaskCancellationHandler {
      await submitFirst(of: submissions)
    } onCancel: {
      sink.finish()
    }
    await main.terminate()
    let failure = await end.value
    guard let outcome else {
      if Task.isCancelled { return RunOutcome(Failure(.interrupted, "interrupted")) }
      return failure.map { RunOutcome($0) } ?? RunOutcome(exitCode: .finished)
    }
    return outcome
  }

  /// - Returns: nil where `main()` ended without a job.
  private func submitFirst(of submissions: AsyncStream<JobSubmission>) async -> RunOutcome? {
    for await submission in submissions {
      do {
        try submission.validate()
        let id = JobID.random()
        try await jobs.submit(ShippedJob(submission: submission), as: id)
        var outcome = RunOutcome(exitCode: .finished)
        outcome.submittedJobs = [id]
        return outcome
      } catch {
        return RunOutcome(Failure(ofRun: error))
      }
    }
    return nil
  }
}
