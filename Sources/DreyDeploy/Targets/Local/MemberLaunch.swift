import ChildProcess
import DreyModel

/// What is started for a member.
struct MemberLaunch: Codable, Sendable, Equatable {
  var executable: String
  var arguments: [String]
  /// All of it: nothing else is inherited.
  var environment: [String: String]

  /// What members have of the client's environment: what programs need, and nothing that only the client needs.
  static let inherited = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ"]

  /// - Parameters:
  ///   - ports: those of the JobManager; nil for the JobManager itself when it starts for the first time.
  ///   - environment: the client's.
  init(_ member: Member, in cluster: ClusterFolder, ports: MemberPorts?, environment: [String: String]) {
    let folder = cluster.member(member.name)
    executable = member.image
    arguments = Self.arguments(of: member, in: cluster, ports: ports)
    self.environment = environment.filter { Self.inherited.contains($0.key) }
    self.environment.merge(member.surroundings.environment) { $1 }
    if !member.surroundings.secrets.isEmpty { self.environment[RoleEnvironment.secrets] = cluster.givenSecrets }
    self.environment["TMPDIR"] = folder.scratch
    self.environment.merge(Self.marks(of: cluster)) { $1 }
    self.environment[ProcessTable.memberVariable] = member.name
    let paths: [ContainerContract.PathVariable: String] = [
      .userLibrary: cluster.userLibrary, .clusterSecret: cluster.clusterSecret, .scratch: folder.scratch,
    ]
    for (variable, path) in paths { self.environment[variable.rawValue] = path }
    if member.clientPort != nil {
      self.environment[ContainerContract.PathVariable.restToken.rawValue] = folder.restToken
    }
  }

  /// Lets a JobManager that is started again take the ports it had.
  mutating func keep(_ ports: MemberPorts) {
    let kept: [(OptionKey, Int?)] = [
      (.jobManagerPort, ports.rpc), (.blobServerPort, ports.blob), (.restPort, ports.rest),
    ]
    for (key, port) in kept {
      guard let port, let index = arguments.firstIndex(of: "\(key.rawValue)=0") else { continue }
      arguments[index] = "\(key.rawValue)=\(port)"
    }
  }

  /// What a process of a cluster is found by.
  static func marks(of cluster: ClusterFolder) -> [String: String] { [ProcessTable.clusterVariable: cluster.path] }

  /// The member's arguments with the machine's own addresses and paths instead of those of a private network.
  ///
  /// A JobManager takes any free ports, and TaskManagers get those that it took. Started again, it takes the same.
  private static func arguments(of member: Member, in cluster: ClusterFolder, ports: MemberPorts?) -> [String] {
    let parts = member.arguments.split(separator: "--", maxSplits: 1, omittingEmptySubsequences: false)
    var options = Options()
    var verb: [String] = []
    var words = (parts.first ?? []).makeIterator()
    while let word = words.next() {
      guard word == "-D", let assignment = words.next() else {
        verb.append(word)
        continue
      }
      // A layout writes them itself, so there is nothing to refuse.
      try? options.add(assignment)
    }
    let known = options
    for (key, value) in known.values { options.set(key, hostPath(value, of: member, in: cluster)) }
    localize(&options, member, ports)
    return verb + options.arguments + (parts.count == 2 ? ["--"] + parts[1] : [])
  }

  private static func localize(_ options: inout Options, _ member: Member, _ ports: MemberPorts?) {
    let loopback = "127.0.0.1"
    switch member.role {
    case .jobManager:
      options[.jobManagerAddress] = loopback
      options[.jobManagerBindHost] = loopback
      options[.jobManagerPort] = "\(ports?.rpc ?? 0)"
      options[.blobServerPort] = "\(ports?.blob ?? 0)"
      guard member.clientPort != nil else {
        // How the work ended is what it says, and no reason to start it again.
        options[.exitsWithZero] = "true"
        return
      }
      options[.restBindAddress] = loopback
      options[.restPort] = "\(ports?.rest ?? 0)"
    case .taskManager:
      options[.jobManagerAddress] = loopback
      options[.jobManagerPort] = ports.map { "\($0.rpc)" }
      options[.blobServerPort] = ports.map { "\($0.blob)" }
      options[.taskManagerHost] = loopback
      options[.taskManagerBindHost] = loopback
    // Only Apache Flink has one, which this target does not run.
    case .client: break
    }
  }

  /// Where a file of a member, or the cluster's state, is, if a value is a path or URI of one.
  private static func hostPath(_ value: String, of member: Member, in cluster: ClusterFolder) -> String {
    if member.files.contains(where: { $0.path == value }) { return path(of: value, in: cluster) }
    let path = value.hasPrefix("file:///") ? value.dropFirst("file://".count) : value[...]
    let state = ContainerContract.Path.state
    guard path == state || path.hasPrefix(state + "/") else { return value }
    return cluster.state + path.dropFirst(state.count)
  }

  /// Where a file is that has this path in a container.
  static func path(of file: String, in cluster: ClusterFolder) -> String {
    "\(cluster.secrets)/\(file.split(separator: "/").last.map(String.init) ?? "")"
  }
}

extension Options {
  fileprivate mutating func set(_ key: String, _ value: String) {
    var all = values
    all[key] = value
    self = Options(all)
  }
}
