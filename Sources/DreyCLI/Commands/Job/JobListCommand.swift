import ArgumentParser
import DreyDeploy
import DreyModel

/// `drey job list`
struct JobListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the jobs of a session, the newest first")

  @OptionGroup var session: SessionOptions

  @Option(help: "text or json") var output: OutputFormat = .text

  @Flag(name: .shortAndLong, help: "Ids alone") var quiet = false

  func run() async throws {
    let jobs = try await session.with { try await $0.list() }
    if quiet {
      try Rendering.print(NameList(names: jobs.map(\.id.hex)), as: output)
    } else {
      try Rendering.print(SessionJobList(jobs: jobs, now: ClusterLifetime.now()), as: output)
    }
  }
}

/// What `drey job list` shows; as JSON it is Flink's `/jobs/overview`.
struct SessionJobList: Renderable {
  var jobs: [JobSummary]
  /// Seconds since 1970.
  var now: Int

  func encode(to encoder: any Encoder) throws { try jobs.encode(to: encoder) }

  var text: String {
    let head = ["ID", "NAME", "STATE", "DURATION", "AGE"]
    return TextTable(
      rows: [head]
        + jobs.map { job in
          [
            job.id.hex, job.name, job.state.rawValue, "\(ProgressPrinter.seconds(Double(job.duration) / 1000)) s",
            Age.text(now - job.startTime / 1000),
          ]
        }
    ).text
  }
}
