import DreyModel

/// All targets, by name.
public enum Targets {
  /// Connects to a target for the length of `body`.
  /// - Throws: what `body` throws; errors of the target as a ``DreyModel/Failure``.
  public static func with<R>(
    _ name: TargetName, environment: [String: String], _ body: (any Target) async throws -> R
  ) async throws -> R {
    let target = try await connect(name, environment: environment)
    defer { target.close() }
    do { return try await body(target) } catch let error as any FailureConvertible { throw error.failure }
  }

  static func connect(_ name: TargetName, environment: [String: String]) async throws -> any Target {
    switch name {
    case .docker: try await DockerTarget.connect(environment: environment)
    case .local: try LocalTarget.connect(environment: environment)
    }
  }
}
