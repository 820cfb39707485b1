import DockerEngine
public import DreyModel

/// What every run begins with, whatever its mode: what was asked for, the engine and the images.
public struct RunRequest: Sendable {
  let source: ApplicationSource
  let product: String?
  let spec: ClusterSpec
  let timeout: Duration?
  let policy: RunPolicy
  let environment: [String: String]
  let runtime: RuntimeFiles
  let observer: any RunObserver
  let clock = PhaseClock()

  /// - Parameter spec: a validated one.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where drey's runtime is not installed.
  public init(
    source: ApplicationSource, product: String? = nil, spec: ClusterSpec, timeout: Duration? = nil,
    policy: RunPolicy = RunPolicy(), environment: [String: String], observer: any RunObserver
  ) throws(Failure) {
    self.source = source
    self.product = product
    self.spec = spec
    self.timeout = timeout
    self.policy = policy
    self.environment = environment
    self.observer = observer
    runtime = try RuntimeFiles.locate(environment: environment)
  }

  func connect() async throws -> DockerEngine {
    try await DockerEngine.reached(environment: environment)
  }

  /// The application and the images are built if they must be; nothing else is made.
  func prepare(on engine: DockerEngine) async throws -> PreparedApplication {
    try spec.checkVolumes(on: engine.endpoint)
    let preparation = ImagePreparation(
      source: source, product: product, runtime: runtime, engine: engine, observer: observer, clock: clock)
    return try await preparation.prepare()
  }
}

/// An application that is ready to be deployed.
struct PreparedApplication: Sendable {
  var images: ClusterImages
  /// Path of the executable on this machine; nil where the application is an image.
  var executable: String?
}
