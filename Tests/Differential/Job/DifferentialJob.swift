import DataStream
import DifferentialJobs

/// Runs described jobs one after the other: `DifferentialJob --jobs FILE --output FOLDER`. Each writes its lines into a
/// folder of its own.
@main
struct DifferentialJob: StreamApplication {
  static func main(_ env: StreamExecutionEnvironment) async throws {
    let output = try env.arguments.require("output")
    for job in try JobFile.read(env.arguments.require("jobs"), as: JobDescription.self) {
      job.lines(env).writeText("\(output)/\(job.id)")
      try await env.execute(job.id)
    }
  }
}
