import DreyModel

/// Follows `main()` and the clusters of its jobs until both have ended; ``JobRunState`` decides, this acts.
struct JobSupervisor: Sendable {
  let main: MainProcess
  let slots: SlotLimit
  /// Runs one job in a cluster of its own until nothing of that is left. Where the calling task is cancelled, the cluster
  /// is removed.
  let runCluster: @Sendable (ShippedJob) async throws -> RunOutcome

  private typealias Events = AsyncStream<JobRunState.Event>

  init(
    main: MainProcess, slots: SlotLimit, runCluster: @escaping @Sendable (ShippedJob) async throws -> RunOutcome
  ) {
    self.main = main
    self.slots = slots
    self.runCluster = runCluster
  }

  /// Where the calling task is cancelled, or the time has passed, everything is ended and removed first.
  func run(timeout: Duration?) async -> RunOutcome {
    let (events, sink) = Events.makeStream()
    let tasks = [Task { await followMain(sink) }, Task { await expire(after: timeout, sink) }]
    // Not a child of the calling task: its cancellation is an event like others, and what was made must go.
    let loop = Task { await decide(on: events, sink) }
    let outcome = await withTaskCancellationHandler {
      await loop.value
    } onCancel: {
      sink.yield(.stopped(Failure(.interrupted, "interrupted")))
    }
    for task in tasks { task.cancel() }
    return outcome
  }

  private func decide(on events: Events, _ sink: Events.Continuation) async -> RunOutcome {
    var state = JobRunState(slots: slots)
    var clusters: [Task<Void, Never>] = []
    var ended: [RunOutcome] = []
    for await event in events {
      if case .clusterEnded(_, let outcome, _) = event { ended.append(outcome) }
      for decision in state.handle(event) {
        switch decision {
        case .deploy(let job): clusters.append(Task { await follow(job, sink) })
        case .answer(let index, let result): await main.answer(executionIndex: index, result)
        case .cancelClusters: for cluster in clusters { cluster.cancel() }
        case .endMain: Task { await main.terminate() }
        case .end(var outcome):
          outcome.durations = ended.flatMap(\.durations)
          outcome.postMortems = ended.flatMap(\.postMortems)
          outcome.keptClusters = ended.flatMap(\.keptClusters)
          outcome.savedStates = ended.flatMap(\.savedStates)
          return outcome
        }
      }
    }
    return RunOutcome(Failure(.infrastructure, "nobody follows the run any more"))
  }

  private func followMain(_ sink: Events.Continuation) async {
    let failure = await main.run {
      sink.yield(.submitted($0))
    } unwritable: {
      sink.yield(.stopped($0))
    }
    sink.yield(.mainEnded(failure))
  }

  private func follow(_ job: ShippedJob, _ sink: Events.Continuation) async {
    let start = ContinuousClock.now
    var outcome: RunOutcome
    do { outcome = try await runCluster(job) } catch { outcome = RunOutcome(Failure(ofRun: error)) }
    let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
    sink.yield(.clusterEnded(executionIndex: job.submission.executionIndex, outcome, milliseconds: milliseconds))
  }

  private func expire(after timeout: Duration?, _ sink: Events.Continuation) async {
    guard let timeout else { return }
    do { try await Task.sleep(for: timeout) } catch { return }
    sink.yield(
      .stopped(Failure(.timeout, "the application did not end within \(timeout)", advice: "Raise --timeout.")))
  }
}
