import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// `drey run APP`
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run an application in a cluster of its own",
    discussion: """
      Records that the jobs print go to standard output, everything else to standard error. Nothing but the images \
      remains on the engine, however the run ends, unless --on-success or --on-failure says so.
      """)

  @Argument(help: "A SwiftPM package folder, an executable, or an image")
  var app: String

  @Option(help: "application: main() runs in the cluster; job: main() runs here, and every job in a cluster of its own")
  var mode = RunMode.application

  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Cluster") var cluster: ClusterOptions
  @OptionGroup(title: "Lifetime") var lifetime: LifetimeOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: "The executable to run, where the package has several")
  var product: String?

  @Option(help: "End the run after this time, such as 90s, 10m or 2h", transform: Timeout.parse)
  var timeout: Duration?

  @Flag(help: "Print the plan and create nothing")
  var dryRun = false

  @Argument(parsing: .postTerminator, help: "Arguments of the application")
  var arguments: [String] = []

  func run() async throws {
    let source = try ApplicationSource(app)
    let spec = try cluster.spec(hint: source.hint, arguments: arguments)
    let observer = ProgressPrinter(verbosity: output.verbosity)
    let request = try RunRequest(
      source: source, product: product, spec: spec, target: target.target, timeout: timeout,
      policy: try lifetime.policy(),
      environment: ProcessInfo.processInfo.environment, observer: observer)
    let run = try mode.run(request)
    if dryRun {
      Terminal.result(try await run.plan())
      return
    }
    let outcome = await Interruption.guarding { await run.run() }
    observer.summary(of: outcome)
    throw CommandEnd(exitCode: outcome.exitCode)
  }
}
