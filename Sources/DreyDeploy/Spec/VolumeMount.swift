public import DreyModel

/// A file or folder of the client's machine that every container of the cluster sees.
public struct VolumeMount: Sendable, Equatable, Codable {
  /// Absolute path on the machine the engine runs on.
  public var source: String
  /// Absolute path in the containers.
  public var target: String
  public var writable: Bool

  public init(source: String, target: String, writable: Bool) {
    self.source = source
    self.target = target
    self.writable = writable
  }

  /// Reads `SOURCE:TARGET`, `SOURCE:TARGET:ro` or `SOURCE:TARGET:rw`; read-only unless it says otherwise.
  /// - Parameter directory: what a relative source is relative to.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names the part which is wrong.
  public init(parsing text: String, relativeTo directory: String) throws(Failure) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    func refuse(_ what: String) -> Failure {
      Failure(
        .usage, "volume '\(text)': \(what)", advice: "Write --volume SOURCE:TARGET, or SOURCE:TARGET:rw to write to it."
      )
    }
    guard parts.count == 2 || parts.count == 3 else { throw refuse("expected SOURCE:TARGET") }
    guard !parts[0].isEmpty else { throw refuse("the source is empty") }
    guard parts[1].hasPrefix("/"), parts[1].count > 1 else { throw refuse("the target must be an absolute path") }
    switch parts.count == 3 ? parts[2] : "ro" {
    case "ro": writable = false
    case "rw": writable = true
    default: throw refuse("'\(parts[2])' is neither ro nor rw")
    }
    source = parts[0].hasPrefix("/") ? parts[0] : directory + "/" + parts[0]
    target = parts[1]
    for reserved in [
      ContainerContract.Path.secrets, ContainerContract.Path.userLibrary, ContainerContract.Path.scratch,
      ContainerContract.Path.state,
    ]
    where target == reserved || target.hasPrefix(reserved + "/") {
      throw refuse("\(reserved) belongs to the cluster")
    }
  }
}
