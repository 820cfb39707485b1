public import DreyModel

/// A cluster dedicated to one application.
///
/// `main()` runs in the JobManager, whose image carries the application. Nobody enters from outside: the client follows
/// through the engine. The cluster lives until the application ends.
public struct ApplicationMode: DeploymentMode {
  public static let name = "application"

  public init() {}

  public func layout(of spec: ClusterSpec, images: ClusterImages) throws(Failure) -> ClusterLayout {
    let jobManager = try standaloneJobManager(
      of: spec, images: images, purpose: "the application's main() and its jobs' JobManager run there")
    return ClusterLayout(
      name: spec.name, mode: Self.name, spec: spec,
      members: [jobManager] + (try taskManagers(of: spec, image: images.taskManager)),
      allowsEgress: !spec.isolated, joinedNetworks: spec.networks, subnetPool: spec.subnetPool)
  }
}
