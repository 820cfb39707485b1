import ChildProcess
import ControlPlane
import DreyModel
import Glibc

/// Runs a SQL script or a Python job against a session, and reports the jobs that it submits.
struct ScriptAgent: Sendable {
  private let member: MemberContext
  private let token: RestToken?

  /// The session is there already: one that does not answer for some ten seconds is gone.
  private static let attempts = "200"

  init(_ member: MemberContext) throws(Failure) {
    self.member = member
    token = try RestToken(file: member.paths.restToken)
  }

  /// Runs until the script has ended, or `interruption` comes.
  /// - Returns: the exit code.
  /// - Throws: ``Failure`` where it cannot begin.
  func run(interruption: Completion<Void>) async throws(Failure) -> Int32 {
    guard let path = member.home.userScript else {
      throw Failure(
        .usage, "there is no script in \(member.home.userLibraries)", advice: "Put the application's there.")
    }
    let program: any ScriptProgram = path.hasSuffix(".sql") ? try SQLProgram(path, member) : PythonProgram(path, member)
    try await program.check()
    let output = ClientOutput(to: STDOUT_FILENO)
    let machine = try await start(program, output)
    guard let end = await machine.end(unless: interruption) else { return ExitCode.interrupted.rawValue }
    return conclude(end.isSuccess ? nil : program.failure(end, machine, lastOutput: output.lastLine))
  }

  private func start(_ program: any ScriptProgram, _ output: ClientOutput) async throws(Failure) -> JavaMachine {
    var settings = try await InternalSSL(member).settings()
    settings["rest.retry.max-attempts"] = Self.attempts
    let command = try member.prepare(
      settings: settings, variables: token?.clientVariables ?? [:], mainClass: program.mainClass,
      mainArguments: try program.mainArguments())
    return try JavaMachine(
      command, events: member.events, onLog: { [member] in Self.report($0, to: member.events) },
      onOutput: { output.line($0) })
  }

  /// Before Flink's client sends it, so that whoever ends this can cancel every job that may be there.
  private static func report(_ line: LogLine, to events: EventLog) {
    guard let job = SubmittedJob(line) else { return }
    events.report(.jobStatusChanged(jobID: job.id, name: job.name, status: .created, failure: nil))
  }

  private func conclude(_ failure: Failure?) -> Int32 {
    let status: ApplicationStatus =
      failure == nil ? .succeeded : failure?.domain == .cancelled ? .canceled : .failed
    let result = ApplicationResult(status: status, jobs: [], failure: failure)
    member.events.report(.applicationEnded(result))
    return ExitCode(result).rawValue
  }
}

/// What the JVM runs for a kind of script.
protocol ScriptProgram: Sendable {
  var mainClass: String { get }

  /// - Throws: ``Failure`` of the domain `usage` where the image cannot run it.
  func check() async throws(Failure)

  func mainArguments() throws(Failure) -> [String]

  /// Why it failed; of the domain `cancelled` where somebody cancelled a job of it.
  /// - Parameter lastOutput: the last line it printed that is neither empty nor indented.
  func failure(_ end: Termination, _ machine: JavaMachine, lastOutput: String?) -> Failure
}

extension ScriptProgram {
  /// - Parameter place: what is said to have failed.
  static func failure(_ place: String, of error: LogLine) -> Failure {
    let trace = StackTrace(lines: error.stackTrace)
    let isCancelled = trace.lines.contains { $0.contains("JobCancellationException") }
    var failure = trace.failure(isCancelled ? .cancelled : .user)
    failure.message = "\(place): \(failure.message)"
    return failure
  }
}
