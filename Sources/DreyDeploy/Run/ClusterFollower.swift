import DreyModel

/// Follows a cluster from its start to its end: reads what the members write, awaits their ends, lets ``RunState`` decide.
struct ClusterFollower: Sendable {
  let cluster: any PlannedCluster
  let layout: ClusterLayout
  let timeout: Duration?
  let observer: any RunObserver

  private typealias Events = AsyncThrowingStream<RunState.Event, any Error>

  /// - Throws: ``DreyModel/Failure`` on timeout, `CancellationError` on cancellation, an error of the target where that is
  ///   lost.
  func follow() async throws -> RunOutcome {
    let (events, sink) = Events.makeStream()
    return try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      for member in layout.members {
        group.addTask { await report(to: sink) { try await read(member, sink) } }
        group.addTask { await report(to: sink) { try await awaitEnd(of: member, sink) } }
      }
      if let timeout { group.addTask { await report(to: sink) { try await expire(after: timeout) } } }
      var state = RunState(members: layout.members.map(\.name), engine: layout.spec.engine)
      for try await event in events {
        switch state.handle(event) {
        case .goOn: break
        case .startGrace(let limit): group.addTask { await expire(grace: limit, sink) }
        case .kill(let members):
          group.addTask { await report(to: sink) { try await kill(members) } }
          group.addTask { await expire(grace: RunState.patience, sink) }
        case .restart(let name):
          for member in layout.members where member.name == name {
            observer.progress(.run, "\(name) ended before its time and is started again")
            group.addTask { await report(to: sink) { try await revive(member, sink) } }
          }
        case .end(let outcome): return outcome
        }
      }
      throw CancellationError()
    }
  }

  /// An error of any task ends the stream of events with it, and so the run.
  private func report(to sink: Events.Continuation, _ body: () async throws -> Void) async {
    do { try await body() } catch { sink.finish(throwing: error) }
  }

  private func expire(after timeout: Duration) async throws {
    try await Task.sleep(for: timeout)
    throw Failure(.timeout, "the application did not end within \(timeout)", advice: "Raise --timeout.")
  }

  private func expire(grace: Duration, _ sink: Events.Continuation) async {
    try? await Task.sleep(for: grace)
    sink.yield(.gracePassed)
  }

  private func kill(_ members: [String]) async throws {
    for member in layout.members where members.contains(member.name) { try await cluster.kill(member) }
  }

  /// A restart that has begun is seen through, so that nothing of it takes effect after the cluster's removal.
  private func revive(_ member: Member, _ sink: Events.Continuation) async throws {
    try Task.checkCancellation()
    try await Task { try await cluster.restart(member) }.value
    try Task.checkCancellation()
    async let reading: Void = read(member, sink)
    try await awaitEnd(of: member, sink)
    try await reading
  }

  private func awaitEnd(of member: Member, _ sink: Events.Continuation) async throws {
    let start = ContinuousClock.now
    guard let end = try await cluster.end(of: member) else {
      sink.yield(.neverStarted(member: member.name))
      return
    }
    let limit = cluster.limitsMemory ? member.resources.memory : nil
    sink.yield(
      .exited(
        member: member.name, role: member.role, code: end.code, memoryLimit: limit,
        lived: ContinuousClock.now - start, isOutOfMemory: end.isOutOfMemory))
  }

  /// Standard output is records, whole lines at a time; standard error is events.
  private func read(_ member: Member, _ sink: Events.Continuation) async throws {
    guard let output = try await cluster.output(of: member) else { return }
    var records = LineAssembler()
    var events = EventReader()
    for try await chunk in output {
      switch chunk.source {
      case .stdout:
        let lines = records.add(chunk.bytes)
        if !lines.isEmpty { try await observer.records(lines) }
      case .stderr: handle(events.add(chunk.bytes), of: member, sink)
      }
    }
    handle(events.finish(), of: member, sink)
    let last = records.finish()
    if !last.isEmpty { try await observer.records(last) }
    sink.yield(.drained(member: member.name))
  }

  private func handle(_ lines: [EventLine], of member: Member, _ sink: Events.Continuation) {
    for event in lines.map(\.event) {
      observer.event(event, from: member.name)
      if case .applicationEnded(let result) = event, member.role != .taskManager {
        sink.yield(.applicationEnded(result, by: member.role))
      }
    }
  }
}
