import DreyModel

/// A cluster dedicated to one application.
///
/// `main()` runs in the JobManager, whose image carries the application. Nobody enters from outside: the client follows
/// through the engine. The cluster lives until the application ends.
public struct ApplicationMode: DeploymentMode {
  public static let name = "application"

  public init() {}

  public func layout(of spec: ClusterSpec, images: ClusterImages) -> ClusterLayout {
    ClusterLayout(
      name: spec.name, mode: Self.name,
      members: [jobManager(of: spec, image: images.jobManager)]
        + (1...spec.taskManagers).map { taskManager($0, of: spec, image: images.taskManager) },
      allowsEgress: !spec.isolated)
  }

  private func jobManager(of spec: ClusterSpec, image: String) -> Member {
    var options = spec.options
    options[.parallelismDefault] = "\(spec.parallelism)"
    return Member(
      role: .jobManager, name: ContainerContract.jobManagerHost, image: image,
      arguments: [ContainerContract.Verb.standaloneJob.rawValue] + options.arguments + ["--"] + spec.arguments,
      volumes: spec.volumes, resources: spec.jobManagerResources, slots: 1)
  }

  private func taskManager(_ number: Int, of spec: ClusterSpec, image: String) -> Member {
    let name = "taskmanager-\(number)"
    var options = spec.options
    options[.jobManagerAddress] = ContainerContract.jobManagerHost
    options[.taskSlots] = "\(spec.slots)"
    options[.taskManagerHost] = name
    options[.taskManagerResourceID] = name
    return Member(
      role: .taskManager, name: name, image: image,
      arguments: [ContainerContract.Verb.taskManager.rawValue] + options.arguments,
      volumes: spec.volumes, resources: spec.taskManagerResources, slots: spec.slots)
  }
}
