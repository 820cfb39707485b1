import DreyModel

/// A cluster for the jobs of many clients.
///
/// `main()` runs on the clients, which enter through the JobManager's REST API. The cluster lives until it is told to
/// stop.
public struct SessionMode: DeploymentMode {
  public static let name = "session"

  public init() {}

  public func layout(of spec: ClusterSpec, images: ClusterImages) -> ClusterLayout {
    // Whose job a record is of; several run at the same time.
    let labelled = Options([OptionKey.taskManagerStandardOutputJobID.rawValue: "true"])
    return ClusterLayout(
      name: spec.name, mode: Self.name,
      members: [jobManager(of: spec, image: images.jobManager)]
        + taskManagers(of: spec, image: images.taskManager, options: labelled),
      allowsEgress: !spec.isolated, joinedNetworks: spec.networks, subnetPool: spec.subnetPool)
  }

  private func jobManager(of spec: ClusterSpec, image: String) -> Member {
    var options = spec.options
    options[.parallelismDefault] = "\(spec.parallelism)"
    options[.uploadCapacity] = options[.uploadCapacity] ?? "\(uploadCapacity(of: spec.jobManagerResources))"
    return Member(
      role: .jobManager, name: ContainerContract.jobManagerHost, image: image,
      purpose: "clients submit their jobs there",
      arguments: [ContainerContract.Verb.jobManager.rawValue] + options.arguments,
      volumes: spec.volumes, resources: spec.jobManagerResources, slots: 1, clientPort: ContainerContract.Port.rest)
  }

  /// Uploads lie in the scratch space, which is half of the memory: so much of it that the JobManager has room to work.
  private func uploadCapacity(of resources: Resources) -> Int { min(256 << 20, resources.memory / 8 * 3) }
}
