import ChildProcess
import ControlPlane
import DreyModel
import Glibc
import Synchronization

/// The process that runs an application's `main()`.
struct Application: JobSource {
  let path: String
  let arguments: [String]
  let environment: [String: String]
  let dispatcher: Dispatcher
  let events: EventLog

  /// Runs `main()` to its end and waits for its jobs. Where the calling task is cancelled the process is ended.
  func run() async -> ApplicationResult {
    let mainFailure = Mutex<Failure?>(nil)
    do {
      let failure = try await runMain { failure in mainFailure.withLock { $0 = $0 ?? failure } }
      return await conclude(mainFailure.withLock { $0 } ?? failure)
    } catch {
      return await conclude(Failure(error, domain: .infrastructure))
    }
  }

  private func conclude(_ failure: Failure?) async -> ApplicationResult {
    await dispatcher.setDriver(nil)
    if failure != nil { await dispatcher.cancelJobs(Failure(.cancelled, "the application's main() failed")) }
    let (jobs, undelivered) = await dispatcher.results(hasRecords: false)
    let cause = failure ?? undelivered
    return ApplicationResult(status: cause == nil ? .succeeded : .failed, jobs: jobs, failure: cause)
  }

  /// - Returns: what its end says, nil where it exited with 0.
  private func runMain(onFailure: @escaping @Sendable (Failure) -> Void) async throws(Failure) -> Failure? {
    let started: (child: ChildProcess, control: Int32)
    let log: PipeReader?
    do throws(SpawnError) {
      started = try start()
      log = try started.child.pipes.standardError.map(reader)
    } catch {
      throw Failure(.usage, "cannot start the application: \(error)", advice: "Check the image's /opt/drey/usrlib.")
    }
    let talk = Task { await converse(started.control, started.child, onFailure) }
    let termination = await started.child.waitTerminatingOnCancel(grace: .milliseconds(300))
    _ = await log?.end(within: .seconds(1))
    // What it said before it ended has to be heard first.
    let problem = await talk.value
    return problem ?? failure(of: termination, log?.tail ?? [])
  }

  private func start() throws(SpawnError) -> (ChildProcess, Int32) {
    let pair = try SocketPair()
    defer { close(pair.child) }
    var variables = environment
    variables[RoleEnvironment.role] = ProcessRole.application.rawValue
    variables.merge(RoleEnvironment.hashing) { $1 }
    do {
      let child = try ChildProcess.spawn(
        ChildProcess.Configuration(
          executable: path, arguments: arguments, environment: variables, standardInput: .descriptor(pair.child),
          standardError: .pipe))
      return (child, pair.parent)
    } catch {
      close(pair.parent)
      throw error
    }
  }

  private func reader(_ descriptor: Int32) throws(SpawnError) -> PipeReader {
    try PipeReader(descriptor) { [events] in events.log(source: "application", $0) }
  }

  private func converse(
    _ control: Int32, _ child: ChildProcess, _ onFailure: @escaping @Sendable (Failure) -> Void
  ) async -> Failure? {
    let end: ConnectionEnd
    do {
      end = try await Dialer.attach(descriptor: control) { [dispatcher] channel in
        let session = DriverSession(channel, inbound: DriverMessage.self, outbound: DriverReply.self)
        await dispatcher.setDriver(session)
        // A descendant that kept the socket must not keep the application alive.
        let guardian = Task {
          _ = await child.wait()
          try? await Task.sleep(for: .seconds(1))
          if !Task.isCancelled { session.drop() }
        }
        defer { guardian.cancel() }
        return await session.run { message in
          switch message {
          case .submitJob(let submission): await dispatcher.submit(submission)
          case .askJob(let index): await dispatcher.tell(executionIndex: index)
          case .cancelJob(let index): await dispatcher.cancel(executionIndex: index)
          case .askValue(let name): await dispatcher.tell(value: name)
          case .mainFailed(let failure): onFailure(failure)
          }
        }
      }
    } catch { end = .failed(error) }
    guard case .failed(let error) = end, error.isMalformed else { return nil }
    _ = await child.terminate(grace: .milliseconds(300))
    return Failure(
      .user, "the application does not speak drey's protocol: \(error)",
      advice: "Build it against the DataStream library of this drey release, and leave standard input alone.")
  }

  private func failure(of termination: Termination, _ tail: [String]) -> Failure? {
    switch termination {
    case .exited(0): nil
    case .exited(let code): Failure(.user, "the application's main() exited with code \(code)", details: tail)
    case .signaled(let signal):
      Failure(
        .user,
        "the application's main() crashed with \(SignalName.of(signal))"
          + (FatalErrorLine.find(in: tail).map { ": \($0)" } ?? ""), details: tail)
    }
  }
}

extension ControlPlaneError {
  /// The other side sent what is no message, rather than that the connection broke.
  var isMalformed: Bool {
    switch self {
    case .malformedFrame, .frameTooLong: true
    default: false
    }
  }
}
