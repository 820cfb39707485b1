import DreyModel
import FoundationEssentials

/// One job that a client put into a file, because its `main()` runs there.
struct JobGraphFile: JobSource {
  let job: ShippedJob
  let dispatcher: Dispatcher

  func run() async -> ApplicationResult {
    let refusal = await dispatcher.submit(job.submission, after: job.earlierResults)
    let (jobs, failure) = await dispatcher.results(within: nil)
    let cause = refusal ?? failure
    return ApplicationResult(status: cause == nil ? .succeeded : .failed, jobs: jobs, failure: cause)
  }

  /// Reads and checks such a file.
  /// - Throws: ``Failure`` of the domain `usage` where it cannot be read, `user` where the job in it is invalid.
  static func read(_ path: String) throws(Failure) -> ShippedJob {
    let job: ShippedJob
    do {
      job = try JSONDecoder().decode(ShippedJob.self, from: Data(contentsOf: URL(filePath: path)))
    } catch {
      throw Failure(
        .usage, "no job in '\(path)': \(error)",
        advice: "\(OptionKey.jobGraphPath.rawValue) names the file that the client of a job cluster puts there.")
    }
    try job.submission.validate()
    return job
  }
}
