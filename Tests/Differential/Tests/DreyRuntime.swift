import DataStream
import DifferentialJobs

/// Jobs in this process.
enum EmbeddedRuntime {
  static func run(_ jobs: [JobDescription]) async -> [String: JobOutcome] {
    var results: [String: JobOutcome] = [:]
    for job in jobs { results[job.id] = await run(job) }
    return results
  }

  private static func run(_ job: JobDescription) async -> JobOutcome {
    do {
      let env = try StreamExecutionEnvironment.createLocalEnvironment()
      return JobOutcome(try await job.lines(env).executeAndCollect(job.id))
    } catch { return .failure("\(error)") }
  }
}
