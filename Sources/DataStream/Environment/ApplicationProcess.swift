import DreyModel
import Glibc
import StreamRecords
import TaskRuntime

/// How the process was started.
struct ApplicationProcess {
  /// Without the executable's own name.
  var arguments: [String]
  var defaultParallelism: String?
  /// See ``DreyModel/RoleEnvironment/options``.
  var options: String?

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` if an argument is no text.
  static func current() throws(Failure) -> ApplicationProcess {
    ApplicationProcess(
      arguments: try ProcessArguments.all(), defaultParallelism: variable(RoleEnvironment.parallelism),
      options: variable(RoleEnvironment.options))
  }

  /// What runs the jobs in this process's role. A process that cannot play its role says why and ends.
  static func executorOrExit() -> any JobExecutor {
    do {
      guard SmallString.layoutHolds() else {
        throw Failure(.infrastructure, "this Swift version stores strings in a way that drey does not know yet")
      }
      return try executor(role: variable(RoleEnvironment.role))
    } catch {
      LocalExecutor().mainEnded(Failure(error, domain: .infrastructure))
    }
  }

  private static func executor(role text: String?) throws -> any JobExecutor {
    guard let role = ProcessRole(rawValue: text ?? ProcessRole.local.rawValue) else {
      let known = ["local", "client", "application", "worker"].joined(separator: ", ")
      throw Failure(.usage, "\(RoleEnvironment.role) is '\(text ?? "")', expected one of \(known)")
    }
    switch role {
    case .local: return LocalExecutor()
    case .client, .application: return try DriverExecutor(control: .takeStandardInput())
    case .worker:
      let bindHost = variable(RoleEnvironment.bindHost) ?? "0.0.0.0"
      return try WorkerExecutor(control: .takeStandardInput(), bindHost: bindHost)
    }
  }

  private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
