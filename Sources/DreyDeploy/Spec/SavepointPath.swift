import DreyModel
import FoundationEssentials

/// Finds a savepoint or checkpoint that a user names by its path on this machine or in the containers.
struct SavepointPath: Sendable {
  let volumes: [VolumeMount]
  /// Whether ``DreyModel/ContainerContract/Path/state`` holds what jobs of before have left: that of a session does.
  var hasState = false

  /// The path as the members see it.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where no member would see it, or nothing is there.
  func inMembers(_ text: String) throws(Failure) -> String {
    let path = text.hasPrefix("file:///") ? String(text.dropFirst("file://".count)) : text
    guard path.hasPrefix("/") else {
      throw Failure(
        .usage, "the savepoint '\(text)' is no absolute path", advice: "Give the folder of a savepoint or checkpoint.")
    }
    if hasState, Self.rest(of: path, below: ContainerContract.Path.state) != nil { return path }
    for volume in volumes {
      guard let rest = Self.rest(of: path, below: volume.target) else { continue }
      try Self.check(volume.source + rest, named: text, of: volume)
      return path
    }
    for volume in volumes {
      guard let rest = Self.rest(of: path, below: volume.source) else { continue }
      try Self.check(path, named: text, of: volume)
      return volume.target + rest
    }
    throw Failure(
      .usage, "the savepoint \(text) is below no volume, so that no member would see it",
      advice: "Mount the folder that it is in: --volume FOLDER:/savepoints")
  }

  /// Refuses a path of this machine that is not there.
  static func onThisMachine(_ text: String) throws(Failure) -> String {
    let path = text.hasPrefix("file:///") ? String(text.dropFirst("file://".count)) : text
    guard path.hasPrefix("/"), FileManager.default.fileExists(atPath: path) else {
      throw Failure(
        .usage, "the savepoint \(text) does not exist", advice: "Give the folder of a savepoint or checkpoint.")
    }
    return path
  }

  /// A volume whose source is not there is one of another machine, about which nothing can be said from here.
  private static func check(_ path: String, named text: String, of volume: VolumeMount) throws(Failure) {
    guard FileManager.default.fileExists(atPath: volume.source), !FileManager.default.fileExists(atPath: path) else {
      return
    }
    throw Failure(
      .usage, "the savepoint \(text) does not exist: there is no \(path)",
      advice: "Volume \(volume.source) is mounted at \(volume.target); see what is in it.")
  }

  /// What of a path comes after a folder that it is in, or is: empty, or with a slash before it.
  private static func rest(of path: String, below folder: String) -> Substring? {
    let folder = folder.count > 1 && folder.hasSuffix("/") ? folder.dropLast() : folder[...]
    guard path.hasPrefix(folder) else { return nil }
    let rest = path.dropFirst(folder.count)
    return rest.isEmpty || rest.hasPrefix("/") ? rest : nil
  }
}

extension SavepointRestore {
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
