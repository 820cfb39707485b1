import ChildProcess
import DreyModel
import Glibc

/// Decides what it means that a worker's process could not be started: whose doing it was, whether it would only happen
/// again, and what to do next.
enum StartFailure {
  /// - Parameter isThere: whether the executable is in its place, so that something else is missing if one is told of.
  static func make(_ error: SpawnError, isThere: Bool) -> Failure {
    switch error {
    case .executableNotFound where isThere:
      failure(
        .user, "the program that loads it is not on the TaskManager",
        "Link the application statically (swift build --static-swift-stdlib -Xlinker -static).", isPermanent: true)
    case .executableNotFound: failure(.infrastructure, "\(error)", "It is fetched again.")
    case .notExecutable, .workingDirectory:
      failure(
        .infrastructure, "\(error)",
        "The file system at \(ContainerContract.Path.scratch) must allow programs to be run (option exec).",
        isPermanent: true)
    case .notAProgram:
      failure(.user, "\(error)", "Build the application for the machine of the TaskManagers.", isPermanent: true)
    case .system(_, E2BIG):
      failure(
        .usage, "its arguments and variables are too long: \(error)",
        "Put long arguments in a file that main() reads, and unset variables that the job does not need.",
        isPermanent: true)
    case .system(_, let code):
      failure(.infrastructure, "\(error)", advice(code), isPermanent: [EINVAL, ENAMETOOLONG, ELOOP].contains(code))
    }
  }

  /// What the system may have more of later.
  private static func advice(_ code: Int32) -> String? {
    switch code {
    case EAGAIN: "Let the TaskManagers have more processes (pids), or run fewer slots on each."
    case ENOMEM: "Give the TaskManagers more memory, or run fewer slots on each."
    case EMFILE, ENFILE: "Let the TaskManagers have more open files (ulimit -n), or run fewer slots on each."
    case EIO, ENOSPC: "Look at the disk of the TaskManager."
    default: nil
    }
  }

  private static func failure(
    _ domain: Failure.Domain, _ cause: String, _ advice: String?, isPermanent: Bool = false
  ) -> Failure {
    Failure(domain, "cannot start a worker: \(cause)", advice: advice, isPermanent: isPermanent)
  }
}
