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
  /// - Parameter directory: what a relative source is relative to; nil: the working directory.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names the part which is wrong.
  public init(parsing text: String, relativeTo directory: String? = nil) throws(Failure) {
    func refuse(_ what: String) -> Failure {
      Failure(
        .usage, "volume '\(text)': \(what)", advice: "Write --volume SOURCE:TARGET, or SOURCE:TARGET:rw to write to it."
      )
    }
    let parts = Self.parts(of: text)
    guard parts.count == 2 || parts.count == 3 else { throw refuse("expected SOURCE:TARGET") }
    guard !parts[0].isEmpty else { throw refuse("the source is empty") }
    let target = parts[1].count > 1 && parts[1].hasSuffix("/") ? String(parts[1].dropLast()) : parts[1]
    guard target == HostPath.cleaned(target), target != "/" else {
      throw refuse("the target must be an absolute path, without '.' and '..'")
    }
    switch parts.count == 3 ? parts[2] : "ro" {
    case "ro": writable = false
    case "rw": writable = true
    default: throw refuse("'\(parts[2])' is neither ro nor rw")
    }
    do throws(Failure) { source = try HostPath.absolute(parts[0], relativeTo: directory) } catch {
      throw refuse(error.message)
    }
    self.target = target
    if let reserved = Self.reserved.first(where: { HostPath.rest(of: target, below: $0) != nil }) {
      throw refuse("\(reserved) belongs to the cluster")
    }
  }

  private static let reserved = [
    ContainerContract.Path.secrets, ContainerContract.Path.userLibrary, ContainerContract.Path.scratch,
    ContainerContract.Path.state,
  ]

  /// Returns the parts that colons separate; the colon of an address such as `file:///data/in` is not a separator.
  private static func parts(of text: String) -> [String] {
    let scheme = "file:"
    let isAddress = text.lowercased().hasPrefix(scheme)
    let rest = split(isAddress ? text.dropFirst(scheme.count) : text[...])
    guard isAddress, rest.count > 1, rest[1].hasPrefix("/") else { return split(text[...]) }
    return [scheme + rest[0]] + rest.dropFirst()
  }

  private static func split(_ text: Substring) -> [String] {
    text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
  }
}
