/// Decides what has to be done for a session to be as a spec wants it. Pure.
public enum SessionConvergence: Sendable, Equatable {
  /// There is none.
  case create
  case unchanged
  /// It needs other TaskManagers, as many as this.
  case scale(from: Int, to: Int)
  /// Something differs that cannot be changed while it is there.
  case replace([SpecChange])

  /// - Parameters:
  ///   - images: what its members would be run from now.
  ///   - observed: the clusters of its name.
  static func decide(
    _ spec: ClusterSpec, images: ClusterImages, observed: [ObservedCluster]
  ) -> SessionConvergence {
    guard let cluster = observed.first else { return .create }
    guard observed.count == 1 else {
      return .replace([SpecChange("name", from: "\(observed.count) clusters with it", to: spec.name.text)])
    }
    var changes = [SpecChange("mode", from: cluster.mode, to: SessionMode.name)].filter { $0.from != $0.to }
    if !cluster.jobManagerRuns {
      changes.append(SpecChange("state", from: cluster.state.rawValue, to: ObservedCluster.State.running.rawValue))
    }
    changes += imageChanges(images, cluster)
    // How many TaskManagers there are is seen, not recorded.
    var recorded = cluster.spec
    recorded?.taskManagers = spec.taskManagers
    changes += recorded.map(spec.changes) ?? [SpecChange("spec", from: "not recorded", to: "recorded")]
    guard changes.isEmpty else { return .replace(changes) }
    let running = cluster.taskManagers.filter(\.state.isRunning).count
    return running == spec.taskManagers ? .unchanged : .scale(from: running, to: spec.taskManagers)
  }

  private static func imageChanges(_ images: ClusterImages, _ cluster: ObservedCluster) -> [SpecChange] {
    let wanted = [MemberRole.jobManager: images.jobManager, .taskManager: images.taskManager]
    // Clients come and go, each from an image of its own.
    return [MemberRole.jobManager, .taskManager].compactMap { role in
      let present = cluster.members.first { $0.role == role.rawValue && $0.image != wanted[role] }
      return present.map { SpecChange("\(role.rawValue) image", from: $0.image, to: wanted[role]) }
    }
  }
}

extension ObservedCluster {
  var jobManagerRuns: Bool {
    members.contains { $0.role == MemberRole.jobManager.rawValue && $0.state.isRunning }
  }
}
