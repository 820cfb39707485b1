import ChildProcess
import ControlPlane
import DreyModel
import GuardedHTTP
import NIOCore
import NIOPosix

/// Runs and follows a JobManager.
struct JobManagerAgent: Sendable {
  private let member: MemberContext
  private let purpose: FlinkFollower.Purpose
  private let rpcPort: Int
  private let blobPort: Int
  private let restPort: Int
  private let restHost: String
  /// nil where nobody may enter by REST.
  private let token: RestToken?

  /// - Throws: ``Failure`` of the domain `usage` where an option is wrong, or a session's token is not there.
  init(_ member: MemberContext) throws(Failure) {
    self.member = member
    let options = member.line.options
    let isApplication = member.line.verb == .standaloneJob
    let isSingle = try options.flag(.singleJob)
    purpose = isApplication ? .application : isSingle ? .singleJob : .session
    rpcPort = try options.integer(.jobManagerPort)
    blobPort = try options.integer(.blobServerPort)
    restPort = try options.integer(.restPort)
    restHost = try options.host(.restBindAddress)
    token = try Self.token(member.paths.restToken, isNeeded: !isApplication)
  }

  /// An application's JobManager needs none: without it there is no way in.
  private static func token(_ path: String, isNeeded: Bool) throws(Failure) -> RestToken? {
    do { return try RestToken(file: path) } catch {
      guard isNeeded else { return nil }
      throw error
    }
  }

  /// Where Flink's own REST API listens, on the loopback address, unless clients come in by that port.
  static let usualInnerRestPort = 18_081

  private var innerRestPort: Int {
    restPort == Self.usualInnerRestPort ? Self.usualInnerRestPort + 1 : Self.usualInnerRestPort
  }

  /// Runs until what it is for has ended, or `interruption` comes.
  /// - Returns: the exit code.
  /// - Throws: ``Failure`` where it cannot begin.
  func run(interruption: Completion<Void>) async throws(Failure) -> Int32 {
    let gate = SubmissionGate(isSingle: purpose == .singleJob)
    let reads = ResultReads()
    let follower = FlinkFollower(
      purpose, client: LoopbackClient(port: innerRestPort),
      ports: ClusterPortNumbers(rpc: rpcPort, blob: blobPort, rest: token == nil ? nil : restPort), gate: gate,
      events: member.events)
    let proxy = try await openProxy(gate, follower, reads)
    let machine = try await startMachine(follower)
    let outcome = await firstOutcome(machine, follower, interruption)
    let code = await finish(outcome, machine, follower, reads)
    await proxy?.close()
    follower.ready.complete(())
    return code
  }

  private func openProxy(
    _ gate: SubmissionGate, _ follower: FlinkFollower, _ reads: ResultReads
  ) async throws(Failure) -> RestProxy? {
    guard let token else { return nil }
    let ready = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: Void.self)
    // Where it never comes the process ends, and its connections with it.
    ready.completeWithTask { await follower.ready.value() }
    let configuration = ProxyConfiguration(
      connections: try connections(token), upstreamPort: innerRestPort, gate: gate, ready: ready.futureResult,
      onRequest: { method, path in
        reads.note(path)
        if method != "GET" { follower.heardRequest() }
      }, onResult: { reads.noteResult() })
    return try await RestProxy.bind(host: restHost, port: restPort, configuration)
  }

  private func connections(_ token: RestToken) throws(Failure) -> GuardSettings {
    let options = member.line.options
    let isSet = options[.restMaximumContentLength] != nil
    var settings = GuardSettings(
      token: token,
      maximumContentLength: isSet
        ? try options.integer(.restMaximumContentLength) : FlinkConfiguration.maximumContentLength)
    settings.timeouts.idle = .milliseconds(Int64(try options.milliseconds(.restIdlenessTimeout)))
    return settings
  }

  private func startMachine(_ follower: FlinkFollower) async throws(Failure) -> JavaMachine {
    let settings = try await InternalSSL(member).settings()
    let command = try member.prepare(
      innerRestPort: innerRestPort, settings: settings, mainArguments: mainArguments)
    return try JavaMachine(command, events: member.events, onLog: { follower.heard($0) })
  }

  private var mainArguments: [String] {
    let configuration = ["--configDir", member.folder.configuration]
    guard purpose == .application else { return configuration }
    var arguments = configuration
    if let name = member.line.jobClassName { arguments += ["--job-classname", name] }
    if let path = member.line.savepointPath { arguments += ["--fromSavepoint", path] }
    if member.line.allowNonRestoredState { arguments.append("--allowNonRestoredState") }
    return arguments + ["--"] + member.line.applicationArguments
  }

  // MARK: the end

  private enum Outcome: Sendable {
    case machineEnded(Termination)
    case workEnded(ApplicationResult)
    case interrupted
  }

  private func firstOutcome(
    _ machine: JavaMachine, _ follower: FlinkFollower, _ interruption: Completion<Void>
  ) async -> Outcome {
    let first = Completion<Outcome>()
    let tasks = [
      Task { first.complete(.machineEnded(await machine.wait())) },
      Task { if let result = await follower.run() { first.complete(.workEnded(result)) } },
      Task { if await interruption.valueUnlessCancelled() != nil { first.complete(.interrupted) } },
    ]
    let outcome = await first.value()
    for task in tasks { task.cancel() }
    return outcome
  }

  private func finish(
    _ outcome: Outcome, _ machine: JavaMachine, _ follower: FlinkFollower, _ reads: ResultReads
  ) async -> Int32 {
    switch outcome {
    case .workEnded(let result):
      member.events.report(.applicationEnded(result))
      if purpose == .singleJob { await reads.waitForLast() }
      await machine.kill()
      return ExitCode(result).rawValue
    case .machineEnded(let end):
      // That is what `DELETE /cluster` asks for.
      if purpose == .session, end.isSuccess { return ExitCode.finished.rawValue }
      let result = await follower.loggedEnd() ?? death(end, machine)
      member.events.report(.applicationEnded(result))
      return ExitCode(result).rawValue
    case .interrupted: return await interrupt(machine)
    }
  }

  private func death(_ end: Termination, _ machine: JavaMachine) -> ApplicationResult {
    let failure =
      EntryClassFailure.failure(in: machine.lastError, className: member.line.jobClassName, jars: member.home.userJars)
      ?? applicationExit(end, machine)
      ?? JVMDeath.failure("JobManager", end, lastLines: machine.lastLines, lastError: machine.lastError)
    return ApplicationResult(status: .failed, jobs: [], failure: failure)
  }

  private func applicationExit(_ end: Termination, _ machine: JavaMachine) -> Failure? {
    guard purpose == .application else { return nil }
    return JVMDeath.applicationExit(end, lastLines: machine.lastLines, lastError: machine.lastError)
  }

  private func interrupt(_ machine: JavaMachine) async -> Int32 {
    _ = await machine.terminate(grace: .seconds(3))
    guard purpose != .session else { return ExitCode.finished.rawValue }
    let failure = Failure(.cancelled, "the JobManager was told to stop")
    let result = ApplicationResult(status: .canceled, jobs: [], failure: failure)
    member.events.report(.applicationEnded(result))
    return ExitCode(result).rawValue
  }
}
