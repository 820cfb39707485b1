public import DreyModel
import NetworkProbe

/// Tries every connection of a mode's table, from inside every running member and from this machine.
public struct NetworkVerification: Sendable {
  let target: any Target
  let outside: ProbeAddress

  /// - Parameter outside: an address beyond this machine, to see whether members have a way out.
  public init(on target: any Target, outside: ProbeAddress) {
    self.target = target
    self.outside = outside
  }

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where there is no such cluster, or nothing of it runs.
  public func verify(_ name: String) async throws -> [NetworkReport] {
    let all = try await target.clusters(.all)
    let meant = try await target.find(name)
    var inspected: [ObservedCluster] = []
    for cluster in all where cluster.run != meant.first?.run || cluster.name != name {
      inspected.append(try await target.inspect(cluster))
    }
    var reports: [NetworkReport] = []
    for cluster in meant { reports.append(try await verify(try await target.inspect(cluster), others: inspected)) }
    return reports
  }

  private func verify(_ cluster: ObservedCluster, others: [ObservedCluster]) async throws -> NetworkReport {
    guard cluster.members.contains(where: \.state.isRunning) else {
      throw Failure(
        .usage, "nothing of cluster '\(cluster.name)' runs, so nothing can be tried from inside",
        advice: "`drey list` says which clusters run.")
    }
    let entrance =
      cluster.mode == SessionMode.name
      ? try await target.restAccess(of: cluster).address : nil
    let listener = HostListener()
    let matrix = NetworkMatrix(
      cluster: cluster, others: others, outside: outside,
      outsideIsReached: await NetworkProbe.run([outside]).first?.outcome.hasArrived ?? false, entrance: entrance,
      hostAddresses: HostAddresses.current(), hostPort: listener?.port)
    let found = try await withoutStrangers(try await findings(of: matrix.checks, cluster), cluster)
    withExtendedLifetime(listener) {}
    return NetworkReport(cluster: cluster.name, mode: cluster.mode, findings: found)
  }

  /// Counts a connection that somebody else answers as unreachable; see ``NetworkCheck/control``.
  private func withoutStrangers(
    _ findings: [NetworkFinding], _ cluster: ObservedCluster
  ) async throws -> [NetworkFinding] {
    let controls = findings.compactMap { finding -> NetworkCheck? in
      guard finding.found.hasArrived, let control = finding.check.control else { return nil }
      return NetworkCheck(from: finding.check.from, to: control, what: finding.check.what, expected: .any)
    }
    guard !controls.isEmpty else { return findings }
    let answered = try await self.findings(of: controls, cluster).filter(\.found.hasArrived).map(\.check)
    return findings.map { finding in
      var finding = finding
      let isStranger = answered.contains { $0.from == finding.check.from && $0.to == finding.check.control }
      if isStranger { finding.found = .unreachable }
      return finding
    }
  }

  /// All at the same time, in the order of the checks.
  private func findings(of checks: [NetworkCheck], _ cluster: ObservedCluster) async throws -> [NetworkFinding] {
    let results = try await withThrowingTaskGroup(of: (String?, [ProbeResult]).self) { group in
      for from in Set(checks.map(\.from)) {
        let addresses = checks.filter { $0.from == from }.map(\.to)
        let member = cluster.members.first { $0.name == from }
        group.addTask { [target] in
          guard let member else { return (nil, await NetworkProbe.run(addresses)) }
          return (from, try await target.probe(addresses, from: member))
        }
      }
      return try await group.reduce(into: [String?: [ProbeResult]]()) { $0[$1.0] = $1.1 }
    }
    var rest = results.mapValues { $0[...] }
    return checks.compactMap { check in
      rest[check.from]?.popFirst().map {
        NetworkFinding(check: check, found: $0.outcome, milliseconds: $0.milliseconds)
      }
    }
  }
}

extension RestAccess {
  fileprivate var address: ProbeAddress { ProbeAddress(host: host, port: port) }
}
