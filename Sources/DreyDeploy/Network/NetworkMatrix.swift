import DreyModel

/// The table of who reaches whom in a mode's cluster, as connections to try. Pure.
///
/// Members' addresses as this machine sees them are not judged, and this machine's as members see them only if the cluster
/// is isolated: an engine's machine and its containers reach each other otherwise.
struct NetworkMatrix {
  /// A closer look at it has been taken; its private network comes first.
  var cluster: ObservedCluster
  /// The other clusters of the target, with a closer look as well.
  var others: [ObservedCluster]
  /// An address that is not of this machine.
  var outside: ProbeAddress
  /// Whether this machine reaches it: what it does not reach itself proves nothing where it ought to be reached.
  var outsideIsReached: Bool
  /// Where clients enter, as this machine sees it.
  var entrance: ProbeAddress?
  /// This machine's addresses but loopback.
  var hostAddresses: [String]
  /// A port that is open on all of them; nil: none could be opened.
  var hostPort: Int?

  /// Nobody listens there.
  static let closedPort = 1

  private var running: [ObservedMember] { cluster.members.filter(\.state.isRunning) }
  private var isSession: Bool { cluster.mode == SessionMode.name }
  private var isIsolated: Bool { cluster.networks.first?.isInternal ?? false }

  var checks: [NetworkCheck] {
    running.flatMap { member in
      running.filter { $0.name != member.name }.flatMap { toPeer($0, from: member) }
        + toHost(from: member) + toOutside(from: member) + toOthers(from: member)
    } + fromHere
  }

  /// By their names, which proves that these mean something.
  private func toPeer(_ peer: ObservedMember, from member: ObservedMember) -> [NetworkCheck] {
    func check(_ port: Int, _ what: String, _ expected: NetworkCheck.Expectation) -> NetworkCheck {
      NetworkCheck(
        from: member.name, to: ProbeAddress(host: MemberHost.name(of: peer.name, in: cluster.name), port: port),
        what: what, expected: expected)
    }
    let nothing = check(Self.closedPort, "nothing", .refused)
    guard peer.role == MemberRole.jobManager.rawValue else { return [nothing] }
    return [
      check(ContainerContract.Port.rpc, "where TaskManagers register", .connected),
      check(ContainerContract.Port.blob, "artifacts", .connected),
      check(ContainerContract.Port.rest, isSession ? "REST" : "no REST", isSession ? .connected : .refused), nothing,
    ]
  }

  /// The engine's machine has the first address of the private network unless the cluster is isolated. Through any gateway
  /// all its addresses can be reached.
  private func toHost(from member: ObservedMember) -> [NetworkCheck] {
    let isCutOff = isIsolated && otherNetworks(of: member).isEmpty
    func check(_ address: String, _ port: Int, _ what: String) -> NetworkCheck {
      NetworkCheck(
        from: member.name, to: ProbeAddress(host: address, port: port), what: what,
        expected: isCutOff ? .blocked : .any)
    }
    let gateway = cluster.networks.first?.subnets.lazy.compactMap { IPv4Subnet($0) }.first?.gateway
    let near = gateway.map { [check($0, Self.closedPort, "the engine's machine")] } ?? []
    guard isCutOff else { return near }
    return near + hostAddresses.map { check($0, hostPort ?? Self.closedPort, "this machine") }
  }

  private func toOutside(from member: ObservedMember) -> [NetworkCheck] {
    let expected: NetworkCheck.Expectation =
      if !joined(by: member).isEmpty { .any } else if isIsolated { .blocked } else {
        outsideIsReached ? .arrives : .any
      }
    return [NetworkCheck(from: member.name, to: outside, what: "outside", expected: expected)]
  }

  /// Whoever joined the same network may be reached through it.
  private func toOthers(from member: ObservedMember) -> [NetworkCheck] {
    others.flatMap { other in
      other.members.compactMap { stranger in
        guard stranger.role == MemberRole.jobManager.rawValue, stranger.state.isRunning,
          joined(by: member).isEmpty
            || joined(by: member).isDisjoint(with: stranger.details?.addresses.keys.map(\.self) ?? []),
          let network = other.networks.first?.name, let address = stranger.details?.addresses[network], !address.isEmpty
        else { return nil }
        return NetworkCheck(
          from: member.name, to: ProbeAddress(host: address, port: ContainerContract.Port.rpc),
          what: "the JobManager of \(other.name)", expected: .blocked,
          control: vacant(in: other).map { ProbeAddress(host: $0, port: ContainerContract.Port.rpc) })
      }
    }
  }

  /// The last address of a cluster's private network, which engines give to nobody until all others are taken.
  private func vacant(in other: ObservedCluster) -> String? {
    other.networks.first?.subnets.lazy.compactMap { IPv4Subnet($0) }.first?.last
  }

  private var fromHere: [NetworkCheck] {
    let members = running.compactMap { member -> NetworkCheck? in
      guard member.role == MemberRole.jobManager.rawValue, let network = cluster.networks.first?.name,
        let address = member.details?.addresses[network], !address.isEmpty
      else { return nil }
      return NetworkCheck(
        to: ProbeAddress(host: address, port: ContainerContract.Port.rpc), what: member.name, expected: .any)
    }
    guard let entrance else { return members }
    let elsewhere = hostAddresses.map { address in
      NetworkCheck(
        to: ProbeAddress(host: address, port: entrance.port), what: "REST, not on loopback", expected: .closed)
    }
    return members + [NetworkCheck(to: entrance, what: "REST, published", expected: .connected)] + elsewhere
  }

  /// The networks that a member is in besides the private one: a session's JobManager is in one that clients enter by.
  private func otherNetworks(of member: ObservedMember) -> Set<String> {
    Set(member.details?.addresses.keys.map(\.self) ?? []).subtracting(cluster.networks.prefix(1).map(\.name))
  }

  /// The networks that a member is in besides the cluster's.
  private func joined(by member: ObservedMember) -> Set<String> {
    Set(member.details?.addresses.keys.map(\.self) ?? []).subtracting(cluster.networks.map(\.name))
  }
}

extension IPv4Subnet {
  /// The first address of it, which engines take for themselves.
  fileprivate var gateway: String? { prefix > 30 ? nil : address(base + 1) }

  /// The last address before the one for broadcasts.
  fileprivate var last: String? { prefix > 29 || prefix < 1 ? nil : address(base + (1 << UInt32(32 - prefix)) - 2) }

  private func address(_ number: UInt32) -> String? {
    IPv4Subnet(base: number, prefix: 32).description.split(separator: "/").first.map(String.init)
  }
}
