import DockerEngine
import Foundation
import StubEngine
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DiscoveryTests {
  @Test func usualPathsInOrder() throws {
    let environment = ["HOME": "/nowhere", "XDG_RUNTIME_DIR": "/run/user/7"]
    let candidates = try EngineEndpoint.discover(environment: environment)
    #expect(
      candidates.map(\.endpoint.description) == [
        "unix:///var/run/docker.sock", "unix:///run/user/7/docker.sock", "unix:///nowhere/.docker/run/docker.sock",
        "unix:///nowhere/.colima/default/docker.sock", "unix:///nowhere/.orbstack/run/docker.sock",
        "unix:///run/user/7/podman/podman.sock", "unix:///run/podman/podman.sock",
      ])
    #expect(candidates.allSatisfy { $0.source == "usual path" })
    #expect(
      try EngineEndpoint.discover(environment: [:]).map(\.endpoint) == [
        .unix("/var/run/docker.sock"), .unix("/run/podman/podman.sock"),
      ])
  }

  @Test(arguments: [
    ("unix:///a/b.sock", "unix:///a/b.sock"), ("tcp://host:1234", "tcp://host:1234"), ("tcp://host", "tcp://host:2375"),
    ("http://1.2.3.4:5/", "tcp://1.2.3.4:5"), ("tcp://[::1]:99", "tcp://[::1]:99"), ("https://host", "tcp://host:2376"),
  ])
  func dockerHostIsFinal(_ value: String, _ endpoint: String) throws {
    let candidates = try EngineEndpoint.discover(environment: ["DOCKER_HOST": value, "DOCKER_CONTEXT": "other"])
    #expect(candidates.map(\.endpoint.description) == [endpoint])
    #expect(candidates.map(\.source) == ["DOCKER_HOST"])
  }

  @Test(arguments: [
    "", "nonsense", "unix://relative", "tcp://", "tcp://host:0", "tcp://host:65536", "tcp://host:x", "tcp://a b:1",
    "tcp://a:1/path", "tcp://[::1", "tcp://a:1:2",
  ])
  func malformedHostsAreRefused(_ value: String) {
    guard !value.isEmpty else {
      // An empty variable is the same as none.
      #expect((try? EngineEndpoint.discover(environment: ["DOCKER_HOST": ""]).first?.source) == "usual path")
      return
    }
    let error = #expect(throws: DockerEngineError.self) {
      try EngineEndpoint.discover(environment: ["DOCKER_HOST": value])
    }
    #expect("\(error.map { "\($0)" } ?? "")".hasPrefix("DOCKER_HOST is \"\(value)\""))
  }

  @Test func sshIsNamedAsUnsupported() throws {
    let error = #expect(throws: DockerEngineError.self) {
      try EngineEndpoint.discover(environment: ["DOCKER_HOST": "ssh://me@host"])
    }
    let message = "\(try #require(error))"
    #expect(
      message.hasPrefix("DOCKER_HOST is \"ssh://me@host\"; connections over ssh are not supported: use unix:///path"))
  }

  @Test func tlsFilesOfTheEnvironment() throws {
    let environment = ["DOCKER_HOST": "tcp://h", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/certs"]
    let endpoint = try #require(try EngineEndpoint.discover(environment: environment).first?.endpoint)
    #expect(endpoint.description == "tcp://h:2376")
    #expect(
      endpoint.tls
        == EngineEndpoint.TLS(
          authorityFile: "/certs/ca.pem", certificateFile: "/certs/cert.pem", keyFile: "/certs/key.pem"))
    let plain = try EngineEndpoint.discover(environment: ["DOCKER_HOST": "tcp://h", "DOCKER_CERT_PATH": "/certs"])
    #expect(plain.first?.endpoint.tls == nil)
  }

  @Test func theCurrentContextIsFinal() throws {
    let docker = try DockerFolder()
    try docker.addContext("first", id: "aa", host: "unix:///first.sock")
    try docker.addContext("second", id: "bb", host: "tcp://second:9", files: ["ca.pem", "cert.pem", "key.pem"])
    try docker.write(#"{"currentContext":"first","auths":{}}"#, to: "config.json")
    let current = try EngineEndpoint.discover(environment: docker.environment)
    #expect(current == [EngineCandidate(source: "context first", endpoint: .unix("/first.sock"))])
    let chosen = docker.environment.merging(["DOCKER_CONTEXT": "second"]) { $1 }
    let candidate = try #require(try EngineEndpoint.discover(environment: chosen).first)
    #expect(candidate.source == "context second")
    #expect(candidate.endpoint.description == "tcp://second:9")
    #expect(candidate.endpoint.tls?.certificateFile == "\(docker.path)/contexts/tls/bb/docker/cert.pem")
    let usual = docker.environment.merging(["DOCKER_CONTEXT": "default"]) { $1 }
    #expect(try EngineEndpoint.discover(environment: usual).first?.source == "usual path")
  }

  @Test func contextsThatDoNotExistAndBrokenConfigurations() throws {
    let docker = try DockerFolder()
    try docker.write(#"{"currentContext":"gone"}"#, to: "config.json")
    let missing = #expect(throws: DockerEngineError.self) {
      try EngineEndpoint.discover(environment: docker.environment)
    }
    #expect("\(try #require(missing))".hasPrefix("the Docker context \"gone\" does not exist"))
    try docker.write("{", to: "config.json")
    let broken = #expect(throws: DockerEngineError.self) {
      try EngineEndpoint.discover(environment: docker.environment)
    }
    #expect("\(try #require(broken))".hasPrefix("\(docker.path)/config.json is not a Docker configuration"))
  }
}

/// A folder such as `~/.docker`, removed with this value.
private final class DockerFolder {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("docker-\(UUID().uuidString)").path
  var environment: [String: String] { ["DOCKER_CONFIG": path] }

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to file: String) throws {
    let url = URL(fileURLWithPath: path).appendingPathComponent(file)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: url, atomically: true, encoding: .utf8)
  }

  func addContext(_ name: String, id: String, host: String, files: [String] = []) throws {
    try write(
      "{\"Name\":\"\(name)\",\"Metadata\":{},\"Endpoints\":{\"docker\":{\"Host\":\"\(host)\",\"SkipTLSVerify\":false}}}",
      to: "contexts/meta/\(id)/meta.json")
    for file in files { try write("", to: "contexts/tls/\(id)/docker/\(file)") }
  }
}
