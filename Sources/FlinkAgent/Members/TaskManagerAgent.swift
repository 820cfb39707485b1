import ChildProcess
import ControlPlane
import DreyModel
import NIOCore

/// Runs a TaskManager, and starts its JVM again where that dies.
struct TaskManagerAgent: Sendable {
  private let member: MemberContext

  init(_ member: MemberContext) { self.member = member }

  /// Runs until `interruption` comes.
  /// - Returns: the exit code.
  /// - Throws: ``Failure`` where it cannot begin, or where its JVM keeps dying.
  func run(interruption: Completion<Void>) async throws(Failure) -> Int32 {
    let command = try member.prepare(
      settings: try await settings(), mainArguments: ["--configDir", member.folder.configuration])
    var policy = RestartPolicy()
    while true {
      let started = ContinuousClock.now
      let machine = try JavaMachine(command, events: member.events)
      guard let end = await machine.end(unless: interruption) else { return ExitCode.finished.rawValue }
      let failure = JVMDeath.failure(
        "TaskManager", end, lastLines: machine.lastLines, lastError: machine.lastError)
      guard let delay = policy.delay(afterRunning: .now - started) else { throw failure }
      member.events.log(.warn, source: "taskmanager", "\(failure.message); starting it again. \(failure.advice ?? "")")
      guard await interruption.value(within: delay) == nil else { return ExitCode.finished.rawValue }
    }
  }

  private func settings() async throws(Failure) -> [String: String] {
    var settings = try await InternalSSL(member).settings()
    if member.line.options[.taskManagerHost] == nil, let address = OwnAddress.only {
      settings[OptionKey.taskManagerHost.rawValue] = address
    }
    return settings
  }
}

/// The address of this machine, where it has one besides the loopback.
enum OwnAddress {
  /// nil where there is none, or more than one: then Flink finds out which of them reaches the JobManager, for which that
  /// has to be there.
  static var only: String? {
    let devices = (try? System.enumerateDevices()) ?? []
    let addresses = Set(devices.compactMap(\.address).filter { $0.protocol == .inet }.compactMap(\.ipAddress))
    let others = addresses.filter { !$0.hasPrefix("127.") }
    return others.count == 1 ? others.first : nil
  }
}
