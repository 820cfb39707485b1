public import DreyModel

/// A cluster dedicated to one job.
///
/// `main()` runs on the client, before the cluster exists; the JobManager finds the job's graph in a file, and the
/// executable in its image. `main()` of a JAR runs in a container that is gone with the cluster: Flink takes graphs by REST
/// alone. Nobody enters from outside. The cluster lives until the job ends.
public struct JobMode: DeploymentMode {
  public static let name = "job"

  /// The ``DreyModel/ShippedJob`` as JSON; empty where the cluster is only planned, and where `main()` runs in a container.
  let job: [UInt8]

  public func layout(of spec: ClusterSpec, images: ClusterImages) throws(Failure) -> ClusterLayout {
    ClusterLayout(
      name: spec.name, mode: Self.name, spec: spec,
      members: [spec.engine.isFlink ? try flinkJobManager(of: spec, images) : try jobManager(of: spec, images)]
        + (try taskManagers(of: spec, image: images.taskManager))
        + (spec.engine.isFlink ? [try client(of: spec, images)] : []),
      allowsEgress: !spec.isolated, joinedNetworks: spec.networks, subnetPool: spec.subnetPool)
  }

  private func jobManager(of spec: ClusterSpec, _ images: ClusterImages) throws(Failure) -> Member {
    let path = ContainerContract.Path.jobGraph
    return try standaloneJobManager(
      of: spec, images: images, purpose: "the job's JobManager runs there",
      options: Options([OptionKey.jobGraphPath.rawValue: path]), files: [MemberFile(path: path, content: job)])
  }

  private func flinkJobManager(of spec: ClusterSpec, _ images: ClusterImages) throws(Failure) -> Member {
    var member = try jobManager(
      .jobManager, of: spec, images: images, purpose: "the job's JobManager runs there",
      options: Options([OptionKey.singleJob.rawValue: "true"]))
    member.isToldRestToken = true
    return member
  }

  private func client(of spec: ClusterSpec, _ images: ClusterImages) throws(Failure) -> Member {
    var options = spec.options
    options[.jobManagerAddress] = spec.jobManagerHost
    options[.parallelismDefault] = "\(spec.parallelism)"
    return Member(
      role: .client, name: "client", image: images.jobManager, purpose: "main() runs there and builds the job's graph",
      arguments: try spec.engine.runtime.arguments(
        .client, options: options, of: spec, application: images.entry(of: spec)),
      volumes: spec.volumes, surroundings: spec.surroundings, resources: spec.jobManagerResources, slots: 1,
      isToldRestToken: true)
  }
}
