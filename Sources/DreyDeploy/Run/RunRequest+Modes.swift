public import DreyModel

// The run of a request in each mode, which depends on what the application is.
extension RunRequest {
  /// In a cluster dedicated to the application.
  public func applicationRun() throws(Failure) -> any DeploymentRun {
    try source.refuseScript(in: ApplicationMode.name)
    try source.check(on: spec.engine, selection, product: product)
    return ApplicationRun(self)
  }

  /// In a cluster per job; `main()` of a JAR runs beside its only one.
  public func jobRun() throws(Failure) -> any DeploymentRun {
    try source.refuseScript(in: JobMode.name)
    try source.check(on: spec.engine, selection, product: product)
    return source.isJar ? ApplicationRun(self, mode: JobMode(job: [])) : try JobRun(self)
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
    case .jar(let path):
      return SessionJarRun(self, jar: path, cluster: cluster, parallelism: parallelism, isDetached: isDetached)
    case .script(let path):
      return SessionScriptRun(self, script: path, cluster: cluster, parallelism: parallelism, isDetached: isDetached)
    default:
      try source.check(on: ClusterEngine(), selection, product: product)
      return try SessionRun(self, cluster: cluster, parallelism: parallelism, isDetached: isDetached)
    }
  }
}
