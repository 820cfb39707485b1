import CurlHTTP

/// Commands run inside running containers.
public struct ExecEndpoints: Sendable {
  let client: EngineClient

  private struct Created: Decodable {
    var id: String

    enum CodingKeys: String, CodingKey {
      case id = "Id"
    }
  }

  /// Prepares a command and returns its id. Maps to `POST /containers/{id}/exec`.
  ///
  /// Throws a conflict (`isConflict`) if the container does not run.
  public func create(_ container: String, _ spec: ExecSpec) async throws -> String {
    let path = "/containers/" + (try PercentEncoding.segment(container, of: "container")) + "/exec"
    return try await client.decode(Created.self, try EngineRequest(.post, path).json(spec)).id
  }

  private struct Start: Encodable {
    var detach = false
    var tty = false

    enum CodingKeys: String, CodingKey {
      case detach = "Detach"
      case tty = "Tty"
    }
  }

  /// Runs a prepared command; the stream is its output and ends with it. Maps to `POST /exec/{id}/start`.
  public func start(_ exec: String) async throws -> LogStream {
    LogStream(bytes: try await client.open(try EngineRequest(.post, try path(exec, "/start")).json(Start())).body)
  }

  /// Maps to `GET /exec/{id}/json`.
  public func inspect(_ exec: String) async throws -> ExecDetails {
    try await client.decode(EngineRequest(.get, try path(exec, "/json")))
  }

  /// Runs a command to its end: creates it, starts it, collects its output and reads its exit code.
  public func run(_ container: String, _ spec: ExecSpec) async throws -> ExecResult {
    let id = try await create(container, spec)
    let output = try await start(id).collect()
    return ExecResult(exitCode: try await inspect(id).exitCode, output: output)
  }

  private func path(_ exec: String, _ rest: String) throws -> String {
    "/exec/" + (try PercentEncoding.segment(exec, of: "command")) + rest
  }
}
