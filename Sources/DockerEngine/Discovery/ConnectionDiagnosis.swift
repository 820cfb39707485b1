import Glibc

/// Finds out why an endpoint could not be reached.
enum ConnectionDiagnosis {
  static func failure(of error: any Error, at endpoint: EngineEndpoint) -> ConnectionAttempt.Failure {
    switch error {
    case DockerEngineError.transport(_, let message, _, let osError):
      if case .unix(let path) = endpoint.address { return unix(path, osError: osError, message: message) }
      return osError == ECONNREFUSED ? .connectionRefused : .other(message)
    case DockerEngineError.timedOut:
      return .noAnswer
    default:
      return .other("\(error)")
    }
  }

  private static func unix(_ path: String, osError: Int32, message: String) -> ConnectionAttempt.Failure {
    var facts = stat()
    guard stat(path, &facts) == 0 else {
      return errno == EACCES ? .permissionDenied(group: nil) : errno == ENOENT ? .noSuchFile : .other(message)
    }
    guard facts.st_mode & S_IFMT == S_IFSOCK else { return .notASocket }
    switch osError {
    case EACCES, EPERM: return .permissionDenied(group: groupName(facts.st_gid))
    case ECONNREFUSED: return .connectionRefused
    case EAGAIN: return .noAnswer
    default: return .other(message)
    }
  }

  private static func groupName(_ id: gid_t) -> String? {
    var record = group()
    var found: UnsafeMutablePointer<group>?
    var buffer = [CChar](repeating: 0, count: 4096)
    guard getgrgid_r(id, &record, &buffer, buffer.count, &found) == 0, found != nil, let name = record.gr_name else {
      return nil
    }
    return String(cString: name)
  }
}
