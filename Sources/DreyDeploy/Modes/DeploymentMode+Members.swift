import DreyModel

// The members as all modes have them.
extension DeploymentMode {
  /// - Parameters:
  ///   - purpose: what of the application runs there.
  ///   - options: besides those of the spec.
  func standaloneJobManager(
    of spec: ClusterSpec, images: ClusterImages, purpose: String, options more: Options = Options(),
    files: [MemberFile] = []
  ) throws(Failure) -> Member {
    var member = try jobManager(
      .standaloneJob, of: spec, images: images, purpose: purpose, options: more, application: images.entry(of: spec))
    member.application = images.application
    member.files = files
    return member
  }

  /// - Parameters:
  ///   - options: besides those of the spec.
  ///   - application: what runs there as well.
  func jobManager(
    _ verb: ContainerContract.Verb, of spec: ClusterSpec, images: ClusterImages, purpose: String,
    options more: Options = Options(), application: ApplicationEntry? = nil
  ) throws(Failure) -> Member {
    var options = Options(spec.options.values.merging(more.values) { $1 })
    options[.jobManagerAddress] = spec.jobManagerHost
    options[.parallelismDefault] = "\(spec.parallelism)"
    return Member(
      role: .jobManager, name: ContainerContract.jobManagerHost, image: images.jobManager, purpose: purpose,
      arguments: try spec.engine.runtime.arguments(verb, options: options, of: spec, application: application),
      volumes: spec.volumes, surroundings: spec.surroundings, resources: spec.jobManagerResources, slots: 1)
  }

  /// - Parameter options: besides those of the spec.
  func taskManagers(
    of spec: ClusterSpec, image: String, options more: Options = Options()
  ) throws(Failure) -> [Member] {
    var members: [Member] = []
    for number in 1...spec.taskManagers {
      let name = "taskmanager-\(number)"
      var options = Options(spec.options.values.merging(more.values) { $1 })
      options[.jobManagerAddress] = spec.jobManagerHost
      options[.taskSlots] = "\(spec.slots)"
      options[.taskManagerHost] = MemberHost.name(of: name, in: spec.name.text)
      options[.taskManagerResourceID] = name
      members.append(
        Member(
          role: .taskManager, name: name, image: image, purpose: "\(spec.slots) of the slots",
          arguments: try spec.engine.runtime.arguments(.taskManager, options: options, of: spec, application: nil),
          volumes: spec.volumes, surroundings: spec.surroundings, resources: spec.taskManagerResources,
          slots: spec.slots))
    }
    return members
  }
}

extension ClusterSpec {
  /// The name by which members find the JobManager.
  var jobManagerHost: String { MemberHost.name(of: ContainerContract.jobManagerHost, in: name.text) }
}

extension ClusterImages {
  /// The application as one of these images holds it.
  func entry(of spec: ClusterSpec) -> ApplicationEntry {
    ApplicationEntry(entryClass: entryClass, arguments: spec.arguments, savepoint: savepoint)
  }
}
