import DataStream
import DifferentialJobs
import DreyTesting
import FoundationEssentials

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

/// Jobs in a cluster of processes with two TaskManagers, which exchange records by TCP. One application runs them all.
enum ClusterRuntime {
  static func run(_ jobs: [JobDescription], in folder: String) async throws -> [String: JobOutcome] {
    let (input, output) = (folder + "/cluster-jobs", folder + "/cluster-results")
    try JobFile.write(jobs, to: input)
    let run = try await Drey().run(
      executable, options: ["--target", "local", "--task-managers", "2", "--slots", "4"],
      arguments: ["--jobs", input, "--output", output])
    guard run.exitCode == .finished else { throw FlinkRuntime.Missing(description: "\(run.messages.suffix(20))") }
    return Dictionary(uniqueKeysWithValues: try jobs.map { ($0.id, JobOutcome(try lines(in: "\(output)/\($0.id)"))) })
  }

  /// Beside the test's own executable.
  private static var executable: String {
    CommandLine.arguments[0].split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/DifferentialJob"
  }

  private static func lines(in folder: String) throws -> [String] {
    guard let parts = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
    return try parts.flatMap { part in
      String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(part)")), as: UTF8.self)
        .split(separator: "\n").map(String.init)
    }
  }
}
