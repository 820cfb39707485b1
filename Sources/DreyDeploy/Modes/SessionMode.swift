public import DreyModel

/// A cluster for the jobs of many clients.
///
/// `main()` runs on the clients, or, of a JAR, in the JobManager; both are reached by its REST API. The cluster lives until
/// it is told to stop.
public struct SessionMode: DeploymentMode {
  public static let name = "session"

  public init() {}

  public func layout(of spec: ClusterSpec, images: ClusterImages) throws(Failure) -> ClusterLayout {
    var jobManager = try jobManager(
      .jobManager, of: spec, images: images, purpose: "clients submit their jobs there",
      options: jobManagerOptions(of: spec))
    jobManager.clientPort = ContainerContract.Port.rest
    return ClusterLayout(
      name: spec.name, mode: Self.name, spec: spec,
      members: [jobManager]
        + (try taskManagers(of: spec, image: images.taskManager, options: taskManagerOptions(of: spec))),
      allowsEgress: !spec.isolated, joinedNetworks: spec.networks, subnetPool: spec.subnetPool)
  }

  /// Uploads lie in the scratch space, which is half of the memory: so much of it that the JobManager has room to work.
  private func jobManagerOptions(of spec: ClusterSpec) -> Options {
    guard !spec.engine.isFlink, spec.options[.uploadCapacity] == nil else { return Options() }
    let capacity = min(256 << 20, spec.jobManagerResources.memory / 8 * 3)
    return Options([OptionKey.uploadCapacity.rawValue: "\(capacity)"])
  }

  /// Several jobs run at the same time: drey's TaskManagers say whose a record is.
  private func taskManagerOptions(of spec: ClusterSpec) -> Options {
    spec.engine.isFlink ? Options() : Options([OptionKey.taskManagerStandardOutputJobID.rawValue: "true"])
  }
}
