import Glibc

/// A context of Docker's command line: a named endpoint that the user has chosen.
struct DockerContext {
  var name: String
  /// The folder of Docker's configuration.
  var folder: String

  /// The context the user has chosen, unless it is the default one, which means the usual paths.
  ///
  /// Throws `DockerEngineError.endpoint` if Docker's configuration cannot be understood.
  static func current(_ environment: [String: String]) throws -> DockerContext? {
    let folder = configurationFolder(environment)
    let name = try environment.nonEmpty("DOCKER_CONTEXT") ?? configuredName(folder)
    guard let name, !name.isEmpty, name != "default" else { return nil }
    return DockerContext(name: name, folder: folder)
  }

  /// Where Docker's configuration is.
  static func configurationFolder(_ environment: [String: String]) -> String {
    environment.nonEmpty("DOCKER_CONFIG") ?? "\(environment.nonEmpty("HOME") ?? "")/.docker"
  }

  /// The endpoint of the context. Throws `DockerEngineError.endpoint` if there is no such context.
  func endpoint() throws -> EngineEndpoint {
    guard let (id, meta) = find() else {
      throw DockerEngineError.endpoint(
        "the Docker context \"\(name)\" does not exist in \(folder)/contexts; see docker context ls")
    }
    guard let docker = meta.endpoints["docker"], let host = docker.host, !host.isEmpty else {
      throw DockerEngineError.endpoint("the Docker context \"\(name)\" has no Docker endpoint; see docker context ls")
    }
    let tls = tls(id: id, skipsVerification: docker.skipsVerification ?? false)
    return try EngineEndpoint(host: host, tls: tls, source: "the Docker context \"\(name)\"")
  }

  // The folders are called by a hash of the context's name; the file inside says the name itself.
  private func find() -> (id: String, meta: Meta)? {
    for id in Self.entries(of: "\(folder)/contexts/meta") {
      guard let bytes = SmallFile.contents(of: "\(folder)/contexts/meta/\(id)/meta.json") else { continue }
      if let meta = try? JSONCoding.decode(Meta.self, from: bytes, of: id), meta.name == name { return (id, meta) }
    }
    return nil
  }

  private func tls(id: String, skipsVerification: Bool) -> EngineEndpoint.TLS? {
    func file(_ name: String) -> String? {
      let path = "\(folder)/contexts/tls/\(id)/docker/\(name)"
      return access(path, F_OK) == 0 ? path : nil
    }
    let (authority, certificate, key) = (file("ca.pem"), file("cert.pem"), file("key.pem"))
    guard authority != nil || certificate != nil || skipsVerification else { return nil }
    return EngineEndpoint.TLS(
      authorityFile: authority, certificateFile: certificate, keyFile: key, verifiesEngine: !skipsVerification)
  }

  private static func configuredName(_ folder: String) throws -> String? {
    let path = "\(folder)/config.json"
    guard let bytes = SmallFile.contents(of: path) else { return nil }
    do {
      return try JSONCoding.decode(Configuration.self, from: bytes, of: path).currentContext
    } catch {
      throw DockerEngineError.endpoint("\(path) is not a Docker configuration: \(error)")
    }
  }

  private static func entries(of folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private struct Configuration: Decodable {
    var currentContext: String?
  }

  private struct Meta: Decodable {
    struct Endpoint: Decodable {
      var host: String?
      var skipsVerification: Bool?

      enum CodingKeys: String, CodingKey {
        case host = "Host"
        case skipsVerification = "SkipTLSVerify"
      }
    }

    var name: String
    var endpoints: [String: Endpoint]

    enum CodingKeys: String, CodingKey {
      case name = "Name"
      case endpoints = "Endpoints"
    }
  }
}
