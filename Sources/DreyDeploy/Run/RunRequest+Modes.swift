public import DreyModel
import JobManagerClient

// The run of a request in each mode, which depends on what the application is.
extension RunRequest {
  /// In a cluster dedicated to the application.
  public func applicationRun() throws(Failure) -> any DeploymentRun {
    try source.refuseScript(in: ApplicationMode.name)
    try source.check(on: spec.engine, selection, product: product)
    return ApplicationRun(try goingOn())
  }

  /// In a cluster per job; `main()` of a JAR runs beside its only one.
  public func jobRun() throws(Failure) -> any DeploymentRun {
    try source.refuseScript(in: JobMode.name)
    try source.check(on: spec.engine, selection, product: product)
    return source.isJar ? ApplicationRun(self, mode: JobMode(job: [])) : try JobRun(try goingOn())
  }

  /// In a session that is there; what that runs on is seen later.
  /// - Parameters:
  ///   - cluster: the session's name.
  ///   - parallelism: what jobs have where they do not say; nil: what the session says.
  ///   - isDetached: whether to leave the first job to the session once it was submitted.
  public func sessionRun(
    cluster: String, parallelism: Int?, isDetached: Bool = false
  ) throws(Failure) -> any DeploymentRun {
    switch source {
    case .jar, .script:
      guard spec.options.values.isEmpty else {
        throw Failure(
          .usage, "-D is for jobs of drey's own runtime in a session",
          advice: "Give it to drey session start, or main().")
      }
    default: break
    }
    switch source {
    case .jar(let path):
      return SessionJarRun(self, jar: path, cluster: cluster, parallelism: parallelism, isDetached: isDetached)
    case .script(let path):
      return SessionScriptRun(self, script: path, cluster: cluster, parallelism: parallelism, isDetached: isDetached)
    default:
      try source.check(on: ClusterEngine(), selection, product: product)
      try spec.options.check(on: .drey, for: .job)
      return try SessionRun(self, cluster: cluster, parallelism: parallelism, isDetached: isDetached)
    }
  }

  /// Opens the session of a name for the length of `body`.
  /// - Throws: what `body` throws; ``DreyModel/Failure`` of the domain `usage` where there is no such session, or its
  ///   engine cannot run what was asked for.
  func withSession<R>(_ name: String, _ body: (SessionConnection) async throws -> R) async throws -> R {
    clock.begin(.build)
    let target = try await connect()
    defer { target.close() }
    let connection = try await SessionConnection.open(name, on: target)
    defer { connection.client.close() }
    try source.check(on: connection.cluster.spec?.engine ?? ClusterEngine(), selection, product: product)
    return try await body(connection)
  }
}
