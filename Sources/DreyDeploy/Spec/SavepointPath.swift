public import DreyModel
import FoundationEssentials

/// Finds a savepoint or checkpoint that a user names by its path on this machine or in the containers.
struct SavepointPath: Sendable {
  let volumes: [VolumeMount]
  /// Whether ``DreyModel/ContainerContract/Path/state`` holds what jobs of before have left: that of a session does.
  var hasState = false

  /// The path as the members see it.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` if no member would see it, or nothing is there.
  func inMembers(_ text: String) throws(Failure) -> String {
    let path = try Self.path(text)
    if hasState, HostPath.rest(of: path, below: ContainerContract.Path.state) != nil { return path }
    let found = candidates(path)
    if let there = found.first(where: { $0.isThere }) ?? found.first(where: { !$0.isOnThisMachine }) {
      return there.inMembers
    }
    guard let missing = found.first else {
      throw Failure(
        .usage, "the savepoint \(text) is below no volume, so that no member would see it",
        advice: "Mount the folder that it is in: --volume FOLDER:/savepoints")
    }
    throw Failure(
      .usage, "the savepoint \(text) does not exist: there is no \(missing.onHost)",
      advice: "Volume \(missing.volume.source) is mounted at \(missing.volume.target); see what is in it.")
  }

  /// Refuses a path of this machine that is not there.
  static func onThisMachine(_ text: String) throws(Failure) -> String {
    let path = try path(text)
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure(
        .usage, "the savepoint \(text) does not exist", advice: "Give the folder of a savepoint or checkpoint.")
    }
    return path
  }

  /// A file of a volume that a text may name, first by its path in the members, then by its path on this machine.
  private struct Candidate {
    var volume: VolumeMount
    var inMembers: String
    var onHost: String

    /// A volume whose source is not there is one of another machine, about which nothing can be said from here.
    var isOnThisMachine: Bool { FileManager.default.fileExists(atPath: volume.source) }
    var isThere: Bool { FileManager.default.fileExists(atPath: onHost) }
  }

  private func candidates(_ path: String) -> [Candidate] {
    let (inside, outside) = (HostPath.cleaned(path), HostPath.canonical(path))
    let inMembers = volumes.compactMap { volume in
      HostPath.rest(of: inside, below: volume.target).map {
        Candidate(volume: volume, inMembers: inside, onHost: volume.source + $0)
      }
    }
    let onHost = volumes.compactMap { volume in
      HostPath.rest(of: outside, below: HostPath.canonical(volume.source)).map {
        Candidate(volume: volume, inMembers: volume.target + $0, onHost: outside)
      }
    }
    return inMembers + onHost
  }

  private static func path(_ text: String) throws(Failure) -> String {
    do throws(Failure) { return try HostPath.absolute(text) } catch {
      throw Failure(.usage, "the savepoint '\(text)': \(error.message)", advice: error.advice)
    }
  }
}

extension SavepointRestore {
  /// A savepoint as a user names it. What is relative is so to `folder`; addresses of other systems are for Apache Flink, which
  /// gets them as they are.
  public init(named text: String, relativeTo folder: String? = nil, allowsNonRestoredState: Bool) throws(Failure) {
    let isPath = (try? FileAddress.path(text)) != nil
    self.init(
      path: isPath ? try HostPath.absolute(text, relativeTo: folder) : text,
      allowsNonRestoredState: allowsNonRestoredState)
  }

  /// As options of a job of drey's runtime.
  var options: Options {
    Options([
      OptionKey.statePath.rawValue: path, OptionKey.ignoreUnclaimedState.rawValue: "\(allowsNonRestoredState)",
    ])
  }
}

extension ClusterSpec {
  /// This cluster with jobs that go on from a savepoint. Apache Flink is told otherwise.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where no member would see it, or nothing is there.
  func going(on savepoint: SavepointRestore?, target: TargetName) throws(Failure) -> ClusterSpec {
    guard var savepoint, !engine.isFlink else { return self }
    savepoint.path =
      target == .local
      ? try SavepointPath.onThisMachine(savepoint.path) : try SavepointPath(volumes: volumes).inMembers(savepoint.path)
    var spec = self
    spec.options = Options(options.values.merging(savepoint.options.values) { $1 })
    return spec
  }
}
