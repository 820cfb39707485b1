import DreyModel

/// What is taken of the jobs of a run that is interrupted, so that it can be gone on with.
///
/// A cluster that is removed takes its own volume along: only what goes to a folder of the user's outlives it.
enum FinalSnapshot: Sendable, Equatable {
  case savepoint
  case checkpoint
  /// There is nothing to go on from afterwards.
  /// - Parameter advice: what would have to be configured; nil: nothing is wanted.
  case none(advice: String?)

  /// Of a cluster that ends with the run.
  /// - Parameter wish: nil: whatever outlives the cluster, if anything does.
  init(_ wish: OnInterrupt?, of spec: ClusterSpec, on target: TargetName) {
    let keepsSavepoints = Self.isKept(.savepointFolder, of: spec, on: target)
    let keepsCheckpoints = Self.isKept(.checkpointFolder, of: spec, on: target)
    switch wish {
    case .cancel: self = .none(advice: nil)
    case .savepoint where keepsSavepoints, nil where keepsSavepoints: self = .savepoint
    case .checkpoint where keepsCheckpoints, nil where keepsCheckpoints: self = .checkpoint
    case .checkpoint: self = .none(advice: Self.advice(.checkpointFolder, on: target))
    case .savepoint, nil: self = .none(advice: Self.advice(.savepointFolder, on: target))
    }
  }

  /// Whether a folder that an option names is the user's.
  private static func isKept(_ key: OptionKey, of spec: ClusterSpec, on target: TargetName) -> Bool {
    guard let folder = spec.options[key].map(path) else { return false }
    return target == .local || spec.volumes.contains { $0.writable && $0.contains(folder) }
  }

  private static func advice(_ key: OptionKey, on target: TargetName) -> String {
    target == .local
      ? "Say which folder: -D \(key.rawValue)=FOLDER"
      : "Mount a folder and say so: --volume FOLDER:/state:rw -D \(key.rawValue)=/state"
  }

  /// Of a folder by its path, or by an address of the scheme `file`.
  fileprivate static func path(_ text: String) -> String {
    (try? FileAddress.path(text)).map(HostPath.cleaned) ?? text
  }
}

extension VolumeMount {
  func contains(_ path: String) -> Bool { HostPath.rest(of: path, below: target) != nil }
}

extension ClusterSpec {
  /// Where a path of the containers is on the machine that the target is on; nil where it is not seen there.
  func hostPath(of path: String, on target: TargetName) -> String? {
    let path = FinalSnapshot.path(path)
    guard target != .local else { return path }
    return volumes.first { $0.contains(path) }.map { $0.source + path.dropFirst($0.target.utf8.count) }
  }
}
