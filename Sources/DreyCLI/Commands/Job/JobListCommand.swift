import ArgumentParser
import DreyDeploy
import DreyModel

/// `drey job list`
struct JobListCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the jobs of a cluster, the newest first")

  @OptionGroup var place: JobClusterOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let jobs = try await place.with { try await $0.list() }
    try output.print(ClusterJobList(jobs: jobs, now: ClusterLifetime.now()), names: jobs.map(\.id.hex))
  }
}

/// What `drey job list` shows; as JSON it is Flink's `/jobs/overview`.
struct ClusterJobList: Renderable {
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
            job.id.hex, job.name, job.state.rawValue, "\(Seconds.text(Double(job.duration) / 1000)) s",
            Age.text(now - job.startTime / 1000),
          ]
        }
    ).text
  }
}
