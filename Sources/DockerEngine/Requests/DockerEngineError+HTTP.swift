import CurlHTTP

extension DockerEngineError {
  /// What an error of the transport means to those who talk to an engine; other errors are what they are.
  static func mapped(_ error: any Error) -> any Error {
    guard let error = error as? HTTPError else { return error }
    return switch error {
    case .transport(let request, let message, let code, let osError):
      DockerEngineError.transport(request: request, message: message, code: code, osError: osError)
    case .timedOut(let request, let after): DockerEngineError.timedOut(request: request, after: after)
    case .unavailable(let reason): DockerEngineError.endpoint(reason)
    case .unreadableFile, .tooLong: DockerEngineError.invalidArgument("\(error)")
    case .closed: DockerEngineError.closed
    }
  }

  /// Does something whose errors are mapped.
  static func mapping<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch { throw mapped(error) }
  }
}
