import DreyModel

/// A cluster dedicated to one job.
///
/// `main()` runs on the client, before the cluster exists; the JobManager finds the job's graph in a file, and the
/// executable in its image. Nobody enters from outside. The cluster lives until the job ends.
public struct JobMode: DeploymentMode {
  public static let name = "job"

  /// The ``DreyModel/ShippedJob`` as JSON; empty where the cluster is only planned.
  let job: [UInt8]

  public func layout(of spec: ClusterSpec, images: ClusterImages) -> ClusterLayout {
    let path = ContainerContract.Path.jobGraph
    let jobManager = standaloneJobManager(
      of: spec, images: images, purpose: "the job's JobManager runs there",
      options: Options([OptionKey.jobGraphPath.rawValue: path]), files: [MemberFile(path: path, content: job)])
    return ClusterLayout(
      name: spec.name, mode: Self.name, spec: spec,
      members: [jobManager] + taskManagers(of: spec, image: images.taskManager),
      allowsEgress: !spec.isolated, joinedNetworks: spec.networks, subnetPool: spec.subnetPool)
  }
}
