import ChildProcess
import ControlPlane
import DreyModel
import Glibc

typealias WorkerSession = Session<WorkerReport, WorkerCommand>

/// A job's process on this TaskManager, from the fetch of its executable to its end.
final class Worker: Sendable {
  /// How long a worker that is told to end may take before it is killed.
  static let grace = Duration.seconds(1)

  /// Where Swift's own crash reports are to be had, a short one: it has to come soon and to fit into the tail.
  private static let crashReports = [
    "SWIFT_BACKTRACE": "interactive=no,color=no,threads=crashed,registers=none,images=none,limit=16"
  ]

  private let launch: WorkerLaunch
  private let environment: [String: String]
  private let events: EventLog
  private let records: RecordOutput?
  private let report: @Sendable (WorkerReport) async -> Void
  private let commands: AsyncStream<WorkerCommand>
  private let commandsEnd: AsyncStream<WorkerCommand>.Continuation

  /// - Parameters:
  ///   - records: where its records go as ``DreyModel/TaggedRecords``; nil: it writes to this process's standard output.
  ///   - report: called for each report, in order, and not any more when ``run(artifact:)`` has returned. While it suspends, no
  ///     more is read from the worker.
  init(
    _ launch: WorkerLaunch, environment: [String: String], events: EventLog, records: RecordOutput?,
    report: @escaping @Sendable (WorkerReport) async -> Void
  ) {
    self.launch = launch
    self.environment = environment
    self.events = events
    self.records = records
    self.report = report
    (commands, commandsEnd) = AsyncStream.makeStream()
    send(.deploy(launch.deployment))
  }

  /// Queues a command for the process.
  func send(_ command: WorkerCommand) { commandsEnd.yield(command) }

  /// Runs the process to its end. Where the calling task is cancelled the process is ended first.
  func run(artifact: () async throws(Failure) -> String) async -> WorkerEnd {
    let pump: RecordPump?
    do throws(SpawnError) { pump = try recordPump() } catch { return await refuse(error) }
    let end = await run(artifact, standardOutput: pump?.workerEnd)
    // All that it printed is passed on before its end is.
    await pump?.finish()
    return end
  }

  private func recordPump() throws(SpawnError) -> RecordPump? {
    guard let records else { return nil }
    return try RecordPump(of: launch.deployment.jobID, to: records)
  }

  private static let never = WorkerEnd(exitCode: nil, signal: nil, standardErrorTail: [])

  private func refuse(_ error: any Error) async -> WorkerEnd {
    await report(.refused(Failure(error, domain: .infrastructure)))
    return Self.never
  }

  private func run(_ artifact: () async throws(Failure) -> String, standardOutput: Int32?) async -> WorkerEnd {
    do {
      let path = try await artifact()
      guard !Task.isCancelled else { return Self.never }
      let (child, control) = try start(path, standardOutput)
      let log = try child.pipes.standardError.map { descriptor throws(Failure) in try reader(descriptor, child) }
      return await supervise(child, control, log)
    } catch {
      return await refuse(error)
    }
  }

  private func start(_ path: String, _ standardOutput: Int32?) throws(Failure) -> (ChildProcess, Int32) {
    var parent: Int32?
    do throws(SpawnError) {
      let pair = try SocketPair()
      parent = pair.parent
      defer { close(pair.child) }
      let own = MainEnvironment.ofWorker(environment, main: launch.mainEnvironment)
      var variables = Self.crashReports.merging(own) { $1 }.merging(launch.environment) { $1 }
      variables[RoleEnvironment.role] = ProcessRole.worker.rawValue
      variables.merge(RoleEnvironment.hashing) { $1 }
      let child = try ChildProcess.spawn(
        ChildProcess.Configuration(
          executable: path, arguments: launch.arguments, environment: variables,
          standardInput: .descriptor(pair.child),
          standardOutput: standardOutput.map { .descriptor($0) } ?? .inherit, standardError: .pipe))
      return (child, pair.parent)
    } catch {
      if let parent { close(parent) }
      throw StartFailure.make(error, isThere: access(path, F_OK) == 0)
    }
  }

  private func reader(_ descriptor: Int32, _ child: ChildProcess) throws(Failure) -> PipeReader {
    do {
      return try PipeReader(descriptor) { [events] in events.log(source: "worker", $0) }
    } catch {
      child.signal(SIGKILL)
      throw Failure(error, domain: .infrastructure)
    }
  }

  private func supervise(_ child: ChildProcess, _ control: Int32, _ log: PipeReader?) async -> WorkerEnd {
    let talk = Task { await converse(control, child) }
    let termination = await child.waitTerminatingOnCancel(grace: Self.grace)
    // All that it said and wrote is passed on before its end is.
    await talk.value
    _ = await log?.end(within: .seconds(1))
    let tail = log?.tail ?? []
    return switch termination {
    case .exited(let code): WorkerEnd(exitCode: code, signal: nil, standardErrorTail: tail)
    case .signaled(let signal): WorkerEnd(exitCode: nil, signal: signal, standardErrorTail: tail)
    }
  }

  private func converse(_ control: Int32, _ child: ChildProcess) async {
    let end: ConnectionEnd
    do {
      end = try await Dialer.attach(descriptor: control) { [self] channel in
        let session = WorkerSession(channel, inbound: WorkerReport.self, outbound: WorkerCommand.self)
        let forward = Task { for await command in commands { session.send(command) } }
        // A descendant that kept the socket must not keep the worker alive.
        let guardian = Task {
          _ = await child.wait()
          try? await Task.sleep(for: .seconds(1))
          if !Task.isCancelled { session.drop() }
        }
        defer {
          forward.cancel()
          guardian.cancel()
        }
        return await session.run { [report] in await report($0) }
      }
    } catch { end = .failed(error) }
    await endAfterSilence(end, child)
  }

  /// Without its control connection nobody can tell the process anything any more.
  private func endAfterSilence(_ end: ConnectionEnd, _ child: ChildProcess) async {
    if case .failed(let error) = end, !error.isTransient {
      await report(
        .refused(
          Failure(
            .user, "the worker does not speak drey's protocol: \(error)",
            advice: "Build the job against the DataStream library of this drey release, and leave standard input alone."
          )))
    } else if await child.wait(upTo: .seconds(10)) != nil {
      return
    }
    _ = await child.terminate(grace: Self.grace)
  }
}
