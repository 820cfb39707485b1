import ChildProcess
import ControlPlane
import DreyModel
import Glibc

/// Runs an application's `main()`, which submits its jobs to the JobManager by REST.
struct ClientAgent: Sendable {
  private let member: MemberContext
  private let token: RestToken?

  init(_ member: MemberContext) throws(Failure) {
    self.member = member
    token = try RestToken(file: member.paths.restToken)
  }

  /// Runs until `main()` has ended, or `interruption` comes.
  /// - Returns: the exit code.
  /// - Throws: ``Failure`` where it cannot begin.
  func run(interruption: Completion<Void>) async throws(Failure) -> Int32 {
    let output = ClientOutput(to: STDOUT_FILENO)
    let settings = try await InternalSSL(member).settings()
    let command = try member.prepare(settings: settings, variables: variables, mainArguments: try mainArguments())
    let options = member.line.options
    let host = options.values["rest.address"] ?? options[.jobManagerAddress] ?? ContainerContract.jobManagerHost
    // Without one Flink says itself what is missing.
    _ = await HostName.wait(for: host, upTo: .seconds(60))
    let machine = try JavaMachine(
      command, events: member.events, onLog: { output.heard($0) }, onOutput: { output.line($0) })
    guard let end = await machine.end(unless: interruption) else { return ExitCode.interrupted.rawValue }
    return conclude(end, machine, output)
  }

  private var variables: [String: String] { token?.clientVariables ?? [:] }

  private func mainArguments() throws(Failure) -> [String] {
    let jars = member.home.userJars
    guard let jar = jars.first else {
      throw Failure(.usage, "there is no JAR in \(member.home.userLibraries)", advice: "Put the application's there.")
    }
    var arguments = ["run", "--target", "remote"]
    if let name = member.line.jobClassName { arguments += ["--class", name] }
    for other in jars.dropFirst() { arguments += ["--classpath", "file://\(other)"] }
    if let path = member.line.savepointPath { arguments += ["--fromSavepoint", path] }
    if member.line.allowNonRestoredState { arguments.append("--allowNonRestoredState") }
    return arguments + [jar] + member.line.applicationArguments
  }

  private func conclude(_ end: Termination, _ machine: JavaMachine, _ output: ClientOutput) -> Int32 {
    // How a job ended says the JobManager.
    if output.hasSubmitted { return end.isSuccess ? ExitCode.finished.rawValue : ExitCode.jobFailed.rawValue }
    let failure = end.isSuccess ? nil : failure(end, machine)
    let result = ApplicationResult(status: failure == nil ? .succeeded : .failed, jobs: [], failure: failure)
    member.events.report(.applicationEnded(result))
    return ExitCode(result).rawValue
  }

  private func failure(_ end: Termination, _ machine: JavaMachine) -> Failure {
    let error = machine.lastError
    if let failure = EntryClassFailure.failure(
      in: error, className: member.line.jobClassName, jars: member.home.userJars)
    {
      return failure
    }
    guard let error, !error.stackTrace.isEmpty, case .exited = end else {
      return JVMDeath.failure("client", end, lastLines: machine.lastLines, lastError: error)
    }
    return StackTrace(lines: error.stackTrace).failure(.user)
  }
}

extension RestToken {
  /// Flink's client takes headers of all its requests from a variable, without a space before the value.
  var clientVariables: [String: String] { ["FLINK_REST_CLIENT_HEADERS": "Authorization:\(header)"] }
}
