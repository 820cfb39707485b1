import DreyModel

// The members as all modes have them.
extension DeploymentMode {
  /// - Parameters:
  ///   - purpose: what of the application runs there.
  ///   - options: besides those of the spec.
  func standaloneJobManager(
    of spec: ClusterSpec, images: ClusterImages, purpose: String, options more: Options = Options(),
    files: [MemberFile] = []
  ) -> Member {
    var options = Options(spec.options.values.merging(more.values) { $1 })
    options[.parallelismDefault] = "\(spec.parallelism)"
    return Member(
      role: .jobManager, name: ContainerContract.jobManagerHost, image: images.jobManager,
      application: images.application, purpose: purpose,
      arguments: [ContainerContract.Verb.standaloneJob.rawValue] + options.arguments + ["--"] + spec.arguments,
      files: files, volumes: spec.volumes, resources: spec.jobManagerResources, slots: 1)
  }

  /// - Parameter options: besides those of the spec.
  func taskManagers(of spec: ClusterSpec, image: String, options more: Options = Options()) -> [Member] {
    (1...spec.taskManagers).map { number in
      let name = "taskmanager-\(number)"
      var options = Options(spec.options.values.merging(more.values) { $1 })
      options[.jobManagerAddress] = ContainerContract.jobManagerHost
      options[.taskSlots] = "\(spec.slots)"
      options[.taskManagerHost] = name
      options[.taskManagerResourceID] = name
      return Member(
        role: .taskManager, name: name, image: image, purpose: "\(spec.slots) of the slots",
        arguments: [ContainerContract.Verb.taskManager.rawValue] + options.arguments,
        volumes: spec.volumes, resources: spec.taskManagerResources, slots: spec.slots)
    }
  }
}
