public import DreyModel

/// What every run begins with, whatever its mode: what was asked for, and where.
public struct RunRequest: Sendable {
  let source: ApplicationSource
  let product: String?
  let selection: JarSelection
  private(set) var spec: ClusterSpec
  let target: TargetName
  let timeout: Duration?
  let policy: RunPolicy
  let environment: [String: String]
  let observer: any RunObserver
  let clock = PhaseClock()

  /// - Parameter spec: a validated one.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where drey's runtime is not installed.
  public init(
    source: ApplicationSource, product: String? = nil, selection: JarSelection = JarSelection(), spec: ClusterSpec,
    target: TargetName = .docker,
    timeout: Duration? = nil, policy: RunPolicy = RunPolicy(), environment: [String: String],
    observer: any RunObserver
  ) throws(Failure) {
    self.source = source
    self.product = product
    self.selection = selection
    self.spec = spec
    self.target = target
    self.timeout = timeout
    self.policy = policy
    self.environment = environment
    self.observer = observer
    _ = try RuntimeFiles.locate(environment: environment)
  }

  /// The run of a cluster of its own, whose jobs go on from what was asked for.
  func goingOn() throws(Failure) -> RunRequest {
    var request = self
    request.spec = try spec.going(on: selection.savepoint, target: target)
    return request
  }

  func connect() async throws -> any Target { try await Targets.connect(target, environment: environment) }

  /// The application is built if it must be; nothing else is made.
  func build(on target: any Target) async throws -> BuiltApplication {
    clock.begin(.build)
    observer.warn(spec.warnings + (try await target.check(spec)))
    return try await ApplicationBuild(source: source, product: product, selection: selection, observer: observer)
      .run { try await target.architecture() }
  }

  /// The application and the images are made if they must be; nothing else is.
  /// - Parameter making: whether images are made; if not, those that are missing are named.
  func prepare(on target: any Target, making: Bool = true) async throws -> PreparedApplication {
    let application = try await build(on: target)
    clock.begin(.images)
    let images = try await target.images(for: application, on: spec.engine, making: making, observer: observer)
    guard case .executable(let path) = application else { return PreparedApplication(images: images) }
    return PreparedApplication(images: images, executable: path)
  }
}

/// An application that is ready to be deployed.
struct PreparedApplication: Sendable {
  var images: ClusterImages
  /// Path of the executable on this machine; nil where the application is an image.
  var executable: String?
}
