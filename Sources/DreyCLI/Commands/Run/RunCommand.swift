import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// `drey run APP`
struct RunCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run an application in a cluster of its own, or in a session",
    discussion: """
      Records that the jobs print go to standard output, everything else to standard error. Nothing but the images \
      remains, however the run ends, unless --on-success or --on-failure says so. With --output json standard output is \
      one JSON object per line: {"type":"record","line":…} for each record, and at the end {"type":"result",…}.

        drey run Examples/WordCount --task-managers 2 --volume $PWD/book.txt:/data/in.txt -- --input /data/in.txt
        drey run orders.jar --engine flink --task-managers 2 --entry-class com.example.Orders
        drey run myjob --mode job --timeout 10m --on-failure keep
        drey run myjob --mode session --cluster orders -- --topic orders
      """)

  @Argument(
    help: "A SwiftPM package folder, an executable, a JAR or a script (for Apache Flink), or an image",
    completion: .file())
  var app: String

  @Option(
    help: """
      application: main() runs in the cluster; job: main() runs here, and every job in a cluster of its own; session: \
      main() runs here, and its jobs in the session that --cluster names
      """)
  var mode = RunMode.application

  @Option(help: ArgumentHelp("The session to run in", valueName: "name"), completion: KnownNames.sessions)
  var cluster: String?

  @OptionGroup var own: OwnClusterOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Cluster") var shape: ClusterOptions
  @OptionGroup(title: "Lifetime") var lifetime: LifetimeOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: "The executable to run, where the package has several")
  var product: String?

  @OptionGroup(title: "State") var restore: RestoreOptions
  @OptionGroup(title: "Apache Flink") var jar: JarOptions

  @Flag(
    help: """
      Return once the cluster has started and print its name; a drey in the background removes it at the end. In a \
      session: once the first job has been submitted, and print its id
      """)
  var detached = false

  @Flag(help: "Print the plan and create nothing; a package is built, images are not")
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
    let foreign = shape.ofOwnCluster + lifetime.ofOwnCluster + (own.name == nil ? [] : ["--name"])
    guard foreign.isEmpty else {
      throw ValidationError(
        "\(foreign.joined(separator: ", ")): a session is made by drey session start, and not changed by a run in it")
    }
  }

  static let isStreaming = true

  func run() async throws {
    var environment = ProcessInfo.processInfo.environment
    // None of the processes that the run starts is in the background by itself.
    let isInBackground = environment.removeValue(forKey: Detachment.variable) != nil
    if detached, mode != .session, !dryRun, !isInBackground {
      return try await Detachment.start(environment: environment, output)
    }
    let console = output.console(isLive: !isInBackground, on: target.target)
    let source = try ApplicationSource(app)
    let name = try own.clusterName() ?? .random(hint: source.hint)
    let postMortems = try lifetime.policy().postMortem.parent(environment: environment)
    let observer: any RunObserver =
      isInBackground ? DetachedObserver(console, cluster: name.text, postMortems: postMortems) : console
    try await console.conduct(
      try deployment(of: source, name: name, environment, observer), cluster: cluster ?? name.text, plan: dryRun
    ) { outcome in
      outcome.submittedJobs.map(\.hex).joined(separator: "\n")
    }
  }

  private func deployment(
    of source: ApplicationSource, name: ClusterName, _ environment: [String: String], _ observer: any RunObserver
  ) throws -> any DeploymentRun {
    let spec = try shape.spec(
      name: name, parallelism: mode == .session ? 1 : own.parallelism, arguments: arguments,
      usualEngine: source.isJar ? .flink : .drey)
    let request = try RunRequest(
      source: source, product: product, selection: try restore.selection(jar), spec: spec, target: target.target,
      timeout: lifetime.timeout,
      policy: try lifetime.policy(), environment: environment, observer: observer)
    switch mode {
    case .application: return try request.applicationRun()
    case .job: return try request.jobRun()
    case .session:
      return try request.sessionRun(cluster: cluster ?? "", parallelism: own.parallelism, isDetached: detached)
    }
  }
}
