import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// `drey run APP`
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run an application in a cluster of its own, or in a session",
    discussion: """
      Records that the jobs print go to standard output, everything else to standard error. Nothing but the images \
      remains, however the run ends, unless --on-success or --on-failure says so.
      """)

  @Argument(help: "A SwiftPM package folder, an executable, or an image")
  var app: String

  @Option(
    help: """
      application: main() runs in the cluster; job: main() runs here, and every job in a cluster of its own; session: \
      main() runs here, and its jobs in the session that --cluster names
      """)
  var mode = RunMode.application

  @Option(help: ArgumentHelp("The session to run in", valueName: "name"))
  var cluster: String?

  @OptionGroup var own: OwnClusterOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Cluster") var shape: ClusterOptions
  @OptionGroup(title: "Lifetime") var lifetime: LifetimeOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: "The executable to run, where the package has several")
  var product: String?

  @Flag(
    help: """
      Return once the cluster has started and print its name; a drey in the background removes it at the end. In a \
      session: once the first job has been submitted, and print its id
      """)
  var detached = false

  @Flag(help: "Print the plan and create nothing")
  var dryRun = false

  @Argument(parsing: .postTerminator, help: "Arguments of the application")
  var arguments: [String] = []

  func validate() throws {
    guard mode == .session else {
      if cluster != nil { throw ValidationError("--cluster names a session; it goes with --mode session") }
      return
    }
    guard cluster != nil else {
      throw ValidationError("--mode session needs --cluster NAME; start one: drey session start")
    }
    let foreign = shape.given + (own.name == nil ? [] : ["--name"])
    guard foreign.isEmpty else {
      throw ValidationError(
        "\(foreign.joined(separator: ", ")): a session is made by drey session start, and not changed by a run in it")
    }
  }

  func run() async throws {
    let printer = ProgressPrinter(verbosity: output.verbosity)
    var environment = ProcessInfo.processInfo.environment
    // None of the processes that the run starts is in the background by itself.
    let isInBackground = environment.removeValue(forKey: Detachment.variable) != nil
    if detached, mode != .session, !dryRun, !isInBackground {
      throw CommandEnd(exitCode: try await Detachment.start(environment: environment))
    }
    let run = try deployment(printer, environment, isInBackground: isInBackground)
    if dryRun {
      Terminal.result(try await run.plan())
      return
    }
    let outcome = await Interruption.guarding { await run.run() }
    for job in outcome.submittedJobs { Terminal.result("\(job)") }
    printer.summary(of: outcome, on: target.target)
    throw CommandEnd(exitCode: outcome.exitCode)
  }

  private func deployment(
    _ printer: ProgressPrinter, _ environment: [String: String], isInBackground: Bool
  ) throws -> any DeploymentRun {
    let source = try ApplicationSource(app)
    let spec = try shape.spec(
      name: try own.clusterName() ?? .random(hint: source.hint), parallelism: mode == .session ? 1 : own.parallelism,
      arguments: arguments)
    let observer: any RunObserver = isInBackground ? DetachedObserver(printer, cluster: spec.name.text) : printer
    let request = try RunRequest(
      source: source, product: product, spec: spec, target: target.target, timeout: lifetime.timeout,
      policy: try lifetime.policy(), environment: environment, observer: observer)
    switch mode {
    case .application: return ApplicationRun(request)
    case .job: return try JobRun(request)
    case .session:
      return try SessionRun(request, cluster: cluster ?? "", parallelism: own.parallelism, isDetached: detached)
    }
  }
}
