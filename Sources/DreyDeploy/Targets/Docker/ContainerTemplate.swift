import DockerEngine
import DreyModel

/// What every container of a cluster has in common, hardening above all, and what a member makes different.
struct ContainerTemplate {
  var spec: ClusterSpec
  var names: DockerNames
  var labels: [String: String]
  var observed: ObservedEngine
  /// Whether the engine starts members again that fail.
  var restartsMembers = true
  /// See ``ClusterLayout/endsWithItsWork``.
  var endsWithItsWork = false
  /// Local time for members; nil: UTC.
  var timeZone: String?

  /// How often in the life of a container, unless it is started by hand meanwhile. The pauses before them grow to a minute.
  private static let mostRestarts = 100

  func spec(for member: Member) -> ContainerSpec {
    var spec = ContainerSpec(image: member.image)
    spec.command = arguments(of: member)
    spec.labels = labels.merging([Label.role: member.role.rawValue, Label.member: member.name]) { $1 }
    switch member.role {
    case .jobManager: spec.labels[Label.spec] = self.spec.record
    case .taskManager: spec.labels[Label.slots] = "\(member.slots)"
    case .client: break
    }
    spec.user = "\(ContainerContract.userID):\(ContainerContract.userID)"
    // Engines make it an alias in every network that a container joins, and a container's name is unique there.
    spec.hostname = names.container(member)
    spec.environment = environment(of: member)
    if let port = member.clientPort { spec.exposedPorts = [Port(port)] }
    if let timeZone, spec.environment[LocalTimeZone.variable] == nil {
      spec.environment[LocalTimeZone.variable] = timeZone
    }
    spec.host = host(for: member)
    spec.networks = [
      names.network: NetworkAttachmentSpec(aliases: [
        MemberHost.name(of: member.name, in: names.cluster.text), member.name,
      ])
    ]
    return spec
  }

  private func isRestarted(_ member: Member) -> Bool {
    restartsMembers && spec.engine.runtime.endsWithZero && member.role != .client
  }

  /// Returns the arguments of a member. An option among them keeps the engine from restarting a member that has ended as it
  /// should: a JobManager whose application failed, and a member that was told to stop. A session is restarted with its
  /// engine until a client ends it.
  private func arguments(of member: Member) -> [String] {
    guard isRestarted(member), endsWithItsWork, let verb = member.arguments.first else { return member.arguments }
    let option = Options([OptionKey.exitsWithZero.rawValue: "true"])
    return [verb] + option.arguments + member.arguments.dropFirst()
  }

  private func host(for member: Member) -> HostConfig {
    var host = HostConfig()
    if isRestarted(member) { host.restartPolicy = .onFailure(maximumRetries: Self.mostRestarts) }
    host.networkMode = names.network
    // On loopback, at a port that the engine chooses.
    if let port = member.clientPort { host.portBindings = [Port(port): [PortBinding(hostAddress: "127.0.0.1")]] }
    host.extraHosts = extraHosts(of: member)
    host.readOnlyRootFilesystem = true
    host.droppedCapabilities = ["ALL"]
    host.securityOptions = ["no-new-privileges"]
    host.usesInit = true
    host.pidsLimit = member.resources.pids
    host.memory = member.resources.memory
    // As much memory and swap together as memory: no swap.
    host.memorySwap = member.resources.memory
    host.nanoCPUs = nanoCPUs(for: member)
    host.log = log
    host.mounts =
      secrets(for: member) + givenSecrets(for: member) + state(for: member)
      + member.volumes.map {
        Mount(.bind(source: $0.source), at: $0.target, isReadOnly: !$0.writable)
      }
    if spec.engine.runtime.hasScratchOnDisk {
      // A volume without a name goes with the container.
      host.mounts.append(Mount(.volume(name: nil, labels: labels), at: ContainerContract.Path.scratch))
    } else {
      // Workers are executed from there. From its second start on, a container gets the mode of the folder that the first
      // one was mounted on, which only its owner may write to; Podman knows no such options.
      let user = ContainerContract.userID
      let owner = observed.isPodman ? "" : ",uid=\(user),gid=\(user)"
      host.tmpfs = [
        ContainerContract.Path.scratch:
          "rw,exec,nosuid,nodev,mode=1777\(owner),size=\(member.resources.memory / 2)"
      ]
    }
    return host
  }

  private func environment(of member: Member) -> [String: String] {
    var environment = member.surroundings.environment
    if !member.surroundings.secrets.isEmpty {
      environment[RoleEnvironment.secrets] = ContainerContract.Path.givenSecrets
    }
    return environment
  }

  /// The engine's own machine has a name, as on engines for the desktop; Podman gives it one of its own.
  private func extraHosts(of member: Member) -> [String] {
    let given = member.surroundings.hosts
    let isNamed = given.contains { $0.name == HostEntry.engineName }
    let machine = HostEntry(name: HostEntry.engineName, address: HostEntry.gateway)
    return (given + (spec.isolated || observed.isPodman || isNamed ? [] : [machine])).map(\.description)
  }

  /// The volume belongs to root, as do the files in it, so that even the JobManager, for whose sake it is writable, only reads
  /// them.
  private func givenSecrets(for member: Member) -> [Mount] {
    guard !member.surroundings.secrets.isEmpty else { return [] }
    return [
      Mount(
        .volume(name: names.givenSecrets, labels: labels), at: ContainerContract.Path.givenSecrets,
        isReadOnly: member.role != .jobManager)
    ]
  }

  /// Images have a folder there that belongs to the containers' user, whose owner a new volume gets.
  private func state(for member: Member) -> [Mount] {
    guard spec.engine.runtime.keepsState, member.role != .client else { return [] }
    return [Mount(.volume(name: names.state, labels: labels), at: ContainerContract.Path.state)]
  }

  /// More cores than it has would be refused by the engine.
  private func nanoCPUs(for member: Member) -> Int {
    let wanted = member.resources.cpus ?? Double(max(spec.engine.runtime.leastCPUs, member.slots))
    return Int(min(wanted, Double(max(1, observed.cpus))) * 1e9)
  }

  /// Output is read while it is written; what the driver keeps is for a look afterwards. Podman lacks `local`.
  private var log: LogConfig {
    LogConfig(driver: observed.isPodman ? "json-file" : "local", options: ["max-size": "10m"])
  }

  /// The labels are for a volume that the engine makes itself: whoever cleans up may have removed the cluster's while the
  /// creation of this container was still under way, and without them nobody would ever find the new one.
  ///
  /// An archive can only be put into a volume that the container may write to, so the JobManager's is not read-only.
  private func secrets(for member: Member) -> [Mount] {
    let shared = Mount(
      .volume(name: names.secrets, labels: labels), at: ContainerContract.Path.secrets,
      isReadOnly: member.role != .jobManager)
    guard member.knowsRestToken else { return [shared] }
    return [
      shared,
      Mount(
        .volume(name: names.restToken, labels: labels), at: ContainerContract.Path.restFolder,
        isReadOnly: member.role != .jobManager),
    ]
  }
}
