import ChildProcess
import DreyModel
import FoundationEssentials
import Glibc
import Synchronization

/// The process that runs an application's `main()` on the client.
///
/// It is told how its jobs end over the socket that is its standard input. When this process ends, however it ends, the
/// socket closes, and that one ends by itself.
final class MainProcess: Sendable {
  private let child: ChildProcess
  private let control: BlockingDescriptor
  private let output: BlockingDescriptor
  private let log: PipeReader
  private let observer: any RunObserver
  private let thrown = Mutex<Failure?>(nil)
  /// What it may ask for.
  private let jobs: RunningJobs

  /// How long it has to end after SIGTERM.
  private static let grace: Duration = .seconds(1)
  /// What is left to descendants, once it has ended, to close the streams they share with it.
  private static let patience: Duration = .seconds(1)

  /// - Parameters:
  ///   - options: what its jobs go by.
  ///   - environment: without what makes its role.
  ///   - jobs: those that it submits, once they run.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where it cannot be started.
  init(
    executable: String, arguments: [String], parallelism: Int, options: Options, environment: [String: String],
    jobs: RunningJobs = RunningJobs(), observer: any RunObserver
  ) throws(Failure) {
    self.jobs = jobs
    // The client's own variable would reach main(), but no worker.
    var variables = environment
    variables[RoleEnvironment.options] = nil
    variables.merge(options.forMain) { $1 }
    // It goes along to the workers: local time is the same there.
    variables[LocalTimeZone.variable] = LocalTimeZone.name(environment: environment)
    variables[RoleEnvironment.role] = ProcessRole.client.rawValue
    variables.merge(RoleEnvironment.hashing) { $1 }
    variables[RoleEnvironment.parallelism] = "\(parallelism)"
    self.observer = observer
    do throws(SpawnError) {
      let pair = try SocketPair()
      defer { close(pair.child) }
      control = BlockingDescriptor(pair.parent)
      child = try ChildProcess.spawn(
        ChildProcess.Configuration(
          executable: executable.hasPrefix("/") ? executable : "./\(executable)", arguments: arguments,
          environment: variables, standardInput: .descriptor(pair.child), standardOutput: .pipe, standardError: .pipe))
      output = BlockingDescriptor(child.pipes.standardOutput ?? -1)
      log = try PipeReader(child.pipes.standardError ?? -1) { line in
        observer.event(.log(level: .info, source: "application", message: line), from: "main()")
      }
    } catch {
      throw Failure(.usage, "cannot start main() on this machine: \(error)", advice: "Use --mode application.")
    }
  }

  /// Follows it to its end.
  /// - Parameters:
  ///   - submitted: called for every `execute`, in their order.
  ///   - unwritable: what it prints cannot be written any more.
  /// - Returns: why it failed, or nil.
  func run(
    submitted: @escaping @Sendable (JobSubmission) -> Void, unwritable: @escaping @Sendable (Failure) -> Void
  ) async -> Failure? {
    let printed = Completion<Void>()
    Task {
      await copyOutput(unwritable)
      printed.complete(())
    }
    let (questions, asked) = AsyncStream<DriverMessage>.makeStream()
    // One after the other, which is the order that their answers are expected in.
    let answering = Task { for await question in questions { await answer(question) } }
    defer {
      asked.finish()
      answering.cancel()
    }
    async let talk = converse(submitted) { asked.yield($0) }
    let termination = await child.wait()
    let guardian = Task {
      try await Task.sleep(for: Self.patience)
      control.shutDown()
    }
    // What it said before it ended has to be heard first.
    let problem = await talk
    guardian.cancel()
    _ = await log.end(within: Self.patience)
    // A descendant that keeps standard output open does not hold up the run; a slow reader of what was printed may.
    while await printed.value(within: Self.patience) == nil, !output.isIdle(for: Self.patience) {}
    return thrown.withLock { $0 } ?? problem ?? failure(of: termination)
  }

  /// Tells it how a job ended; nothing where it has ended itself.
  func answer(executionIndex: Int, _ result: JobResult) async {
    jobs.ended(executionIndex: executionIndex, result)
    await send(.jobEnded(executionIndex: executionIndex, result: result))
  }

  private func answer(_ question: DriverMessage) async {
    switch question {
    case .askJob(let index): await send(await jobs.view(executionIndex: index))
    case .cancelJob(let index): await send(await jobs.cancel(executionIndex: index))
    // Here main() never runs a second time.
    case .askValue(let name): await send(.value(name: name, nil))
    case .submitJob, .mainFailed: break
    }
  }

  private func send(_ reply: DriverReply) async {
    guard let body = try? JSONEncoder().encode(reply), let frame = try? FrameAssembler.frame(Array(body)) else {
      // It would wait for ever.
      return control.shutDown()
    }
    await control.send(frame)
  }

  /// Ends it, and what it started.
  func terminate() async { _ = await child.terminate(grace: Self.grace) }

  private func converse(
    _ submitted: @Sendable (JobSubmission) -> Void, asked: @Sendable (DriverMessage) -> Void
  ) async -> Failure? {
    var frames = FrameAssembler()
    let decoder = JSONDecoder()
    do {
      while true {
        let bytes = await control.read()
        guard !bytes.isEmpty else { return nil }
        for frame in try frames.add(bytes) {
          let message = try decoder.decode(DriverMessage.self, from: Data(frame))
          switch message {
          case .submitJob(let submission): submitted(submission)
          case .askJob, .cancelJob, .askValue: asked(message)
          case .mainFailed(let failure): thrown.withLock { $0 = $0 ?? failure }
          }
        }
      }
    } catch {
      await terminate()
      return Failure(
        .user, "the application does not speak drey's protocol: \(error)",
        advice: "Build it against the DataStream library of this drey release, and leave standard input alone.")
    }
  }

  /// Whole lines, so that those of jobs come between them and not into them.
  private func copyOutput(_ unwritable: @Sendable (Failure) -> Void) async {
    var lines = LineAssembler()
    var isWritable = true
    func write(_ bytes: [UInt8]) async {
      guard isWritable, !bytes.isEmpty else { return }
      do { try await observer.records(bytes) } catch {
        isWritable = false
        unwritable(Failure(error, domain: .infrastructure))
      }
    }
    while true {
      let bytes = await output.read()
      guard !bytes.isEmpty else { break }
      await write(lines.add(bytes))
    }
    await write(lines.finish())
  }

  private func failure(of termination: Termination) -> Failure? {
    switch termination {
    case .exited(0): nil
    case .exited(let code):
      Failure(.user, "the application's main() exited with code \(code)", details: log.tail)
    case .signaled(let signal):
      Failure(.user, "the application's main() crashed with \(SignalName.of(signal))", details: log.tail)
    }
  }
}
