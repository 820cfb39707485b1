import CurlHTTP

// What is done to a container that runs.
extension ContainerEndpoints {
  /// Freezes all processes of a container; a conflict if it does not run, or is frozen. Maps to
  /// `POST /containers/{id}/pause`.
  public func pause(_ container: String) async throws {
    try await client.send(EngineRequest(.post, try path(container, "/pause")))
  }

  /// Lets the processes of a frozen container go on; a conflict if it is not frozen. Maps to
  /// `POST /containers/{id}/unpause`.
  public func unpause(_ container: String) async throws {
    try await client.send(EngineRequest(.post, try path(container, "/unpause")))
  }

  /// Changes what a container may use, while it runs as well. Maps to `POST /containers/{id}/update`.
  public func update(_ container: String, _ change: ContainerUpdate) async throws {
    try await client.send(try EngineRequest(.post, try path(container, "/update")).json(change))
  }
}

/// What of a container is to change; `nil` leaves it as it is.
public struct ContainerUpdate: Sendable, Equatable, Encodable {
  /// Processor time in billionths of a processor.
  public var nanoCPUs: Int?
  public var restartPolicy: RestartPolicy?

  public init(nanoCPUs: Int? = nil, restartPolicy: RestartPolicy? = nil) {
    self.nanoCPUs = nanoCPUs
    self.restartPolicy = restartPolicy
  }

  enum CodingKeys: String, CodingKey {
    case nanoCPUs = "NanoCpus"
    case restartPolicy = "RestartPolicy"
  }
}
