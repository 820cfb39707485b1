public import DreyModel
import FoundationEssentials

/// Describes a cluster as a Compose file. Needs no engine.
public struct ComposeExport: Sendable {
  let mode: String
  let spec: ClusterSpec
  let source: ApplicationSource?
  let product: String?
  let selection: JarSelection
  let environment: [String: String]
  let observer: any RunObserver

  /// - Parameters:
  ///   - mode: a mode's name.
  ///   - spec: a validated one.
  ///   - source: the application; nil in session mode, whose clients bring theirs.
  ///   - environment: what `main()` is given in job mode.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where mode and source do not fit.
  public init(
    mode: String, spec: ClusterSpec, source: ApplicationSource?, product: String? = nil,
    selection: JarSelection = JarSelection(), environment: [String: String], observer: any RunObserver
  ) throws(Failure) {
    guard Self.modes.contains(mode) else {
      throw Failure(.usage, "unknown mode '\(mode)'", advice: "Known: \(Self.modes.joined(separator: ", ")).")
    }
    guard (source == nil) == (mode == SessionMode.name) else {
      throw source == nil
        ? Failure(.usage, "mode \(mode) needs an application", advice: "Give a package folder or an executable.")
        : Failure(.usage, "a session has no application of its own", advice: "Leave it out; clients submit their jobs.")
    }
    if mode == JobMode.name, case .image(let reference)? = source {
      throw Failure(
        .usage, "'\(reference)' is an image, but in job mode main() runs on the client",
        advice: "Give the application's package folder or its executable, or use --mode application.")
    }
    try source?.check(on: spec.engine, selection, product: product)
    self.mode = mode
    self.spec = try spec.going(on: selection.savepoint, target: .docker)
    self.source = source
    self.product = product
    self.selection = selection
    self.environment = environment
    self.observer = observer
  }

  /// The modes that can be exported.
  public static let modes = [SessionMode.name, JobMode.name, ApplicationMode.name]

  /// The file. In job mode `main()` is run as far as its first job.
  /// - Throws: ``DreyModel/Failure``.
  public func text() async throws -> String {
    observer.warn(spec.warnings)
    let application = try await application()
    let layout = try await layout(application.executable, application.images)
    return try Self.file(of: layout)
  }

  static func file(of layout: ClusterLayout) throws -> String {
    // The file is for any machine, so that nothing of this one counts: networks to be joined have to be there.
    let observed = ObservedEngine(
      cpus: .max, isPodman: false, containerNames: [], networkNames: Set(layout.joinedNetworks), volumeNames: [],
      takenSubnets: [])
    // The exit code of a JobManager that ends with its work says how that ended.
    let planner = DockerPlanner(
      runID: "", lifetime: ClusterLifetime(created: 0), restartsMembers: layout.mode == SessionMode.name)
    let plan = try planner.plan(layout, observed: observed)
    return try ComposeFile(plan, of: layout.name).text
  }

  private func layout(_ executable: String?, _ images: ClusterImages) async throws -> ClusterLayout {
    guard mode == JobMode.name else {
      return mode == SessionMode.name
        ? try SessionMode().layout(of: spec, images: images) : try ApplicationMode().layout(of: spec, images: images)
    }
    guard let executable else { return try JobMode(job: []).layout(of: spec, images: images) }
    let first = FirstJob(executable: executable, spec: spec, environment: environment, observer: observer)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let job = Array(try encoder.encode(ShippedJob(submission: try await first.submission())))
    return try JobMode(job: job).layout(of: spec, images: images)
  }

  private func application() async throws -> (images: ClusterImages, executable: String?) {
    let service = spec.engine.isFlink ? StableName.flinkMember(spec.engine) : StableName.taskManager
    switch source {
    case .image(let reference)?:
      return (ClusterImages(jobManager: reference, taskManager: spec.engine.isFlink ? reference : service), nil)
    case .executable(let path)?:
      return (ClusterImages(jobManager: StableName.application(path), taskManager: service), path)
    case .package(let folder)?:
      observer.progress(.build, folder)
      let path = try await PackageBuild(folder: folder, product: product).run { observer.detail(.build, $0) }
      return (ClusterImages(jobManager: StableName.application(path), taskManager: service), path)
    case .jar(let path)?: return (try jarImages(path), nil)
    case .script(let path)?:
      throw Failure(
        .usage, "\(path) is a script, which a client runs in a session", advice: "Export the session without it.")
    case nil:
      return (
        ClusterImages(jobManager: spec.engine.isFlink ? service : StableName.jobManager, taskManager: service), nil
      )
    }
  }

  private func jarImages(_ path: String) throws(Failure) -> ClusterImages {
    var images = ClusterImages(jobManager: StableName.application(path), taskManager: StableName.application(path))
    images.entryClass = try JarCheck(observer: observer).entryClass(
      of: path, selection, javaRelease: nil, flinkVersion: spec.engine.version ?? FlinkVersion.standard)
    images.savepoint = selection.savepoint
    return images
  }
}
