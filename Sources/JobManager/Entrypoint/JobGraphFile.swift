import DreyModel

/// One job that a client put into a file, because its `main()` runs there.
struct JobGraphFile: JobSource {
  let job: ShippedJob
  let dispatcher: Dispatcher

  func run() async -> ApplicationResult {
    let refusal = await dispatcher.submit(job.submission, after: job.earlierResults.map(EarlierExecution.init))
    let (jobs, failure) = await dispatcher.results(hasRecords: true)
    let cause = refusal ?? failure
    return ApplicationResult(status: cause == nil ? .succeeded : .failed, jobs: jobs, failure: cause)
  }
}
