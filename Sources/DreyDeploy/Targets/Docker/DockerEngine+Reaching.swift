import DockerEngine
import DreyModel

extension DockerEngine {
  /// Connects, or says what to do where no engine answers.
  static func reached(environment: [String: String]) async throws -> DockerEngine {
    do { return try await DockerEngine.connect(environment: environment) } catch let error as DockerEngineError {
      throw Failure(.infrastructure, "\(error)", advice: "`drey doctor` says what is missing and what mends it.")
    }
  }
}
