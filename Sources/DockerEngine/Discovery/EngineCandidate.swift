/// An endpoint at which an engine may listen, and why one thinks so.
public struct EngineCandidate: Sendable, Hashable {
  /// What names the endpoint: `DOCKER_HOST`, `context NAME`, or `usual path`.
  public var source: String
  public var endpoint: EngineEndpoint

  public init(source: String, endpoint: EngineEndpoint) {
    self.source = source
    self.endpoint = endpoint
  }
}

extension EngineEndpoint {
  /// Where to look for an engine, in order.
  ///
  /// `DOCKER_HOST` if it is set, otherwise the current Docker context unless it is the default one, otherwise the paths at
  /// which Docker, Colima, OrbStack and Podman listen. The first two are final: what the user asked for is not replaced by
  /// something else that happens to run. Throws `DockerEngineError.endpoint` if one of them is malformed or unreadable.
  public static func discover(environment: [String: String]) throws -> [EngineCandidate] {
    if let host = environment.nonEmpty("DOCKER_HOST") {
      let endpoint = try EngineEndpoint(host: host, tls: tls(environment), source: "DOCKER_HOST")
      return [EngineCandidate(source: "DOCKER_HOST", endpoint: endpoint)]
    }
    if let context = try DockerContext.current(environment) {
      return [EngineCandidate(source: "context \(context.name)", endpoint: try context.endpoint())]
    }
    return usualPaths(environment).map { EngineCandidate(source: "usual path", endpoint: .unix($0)) }
  }

  private static func tls(_ environment: [String: String]) -> TLS? {
    guard environment.nonEmpty("DOCKER_TLS_VERIFY") != nil else { return nil }
    let folder = environment.nonEmpty("DOCKER_CERT_PATH") ?? DockerContext.configurationFolder(environment)
    return TLS(
      authorityFile: "\(folder)/ca.pem", certificateFile: "\(folder)/cert.pem", keyFile: "\(folder)/key.pem")
  }

  private static func usualPaths(_ environment: [String: String]) -> [String] {
    let home = environment.nonEmpty("HOME")
    let runtime = environment.nonEmpty("XDG_RUNTIME_DIR")
    let paths: [String?] = [
      "/var/run/docker.sock",
      runtime.map { "\($0)/docker.sock" },
      home.map { "\($0)/.docker/run/docker.sock" },
      home.map { "\($0)/.colima/default/docker.sock" },
      home.map { "\($0)/.orbstack/run/docker.sock" },
      runtime.map { "\($0)/podman/podman.sock" },
      "/run/podman/podman.sock",
    ]
    return paths.compactMap { $0 }
  }
}

extension [String: String] {
  /// A value that is there and not empty.
  func nonEmpty(_ key: String) -> String? { self[key].flatMap { $0.isEmpty ? nil : $0 } }
}
