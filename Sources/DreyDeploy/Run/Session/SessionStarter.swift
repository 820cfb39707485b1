import DreyModel

/// Follows a session's members until it can take jobs.
struct SessionStarter: Sendable {
  let cluster: any PlannedCluster
  let layout: ClusterLayout
  /// How long the start may take, and until when that is.
  let limit: Duration
  let deadline: ContinuousClock.Instant
  let observer: any RunObserver

  private typealias Events = AsyncThrowingStream<SessionReadiness.Event, any Error>

  /// - Throws: ``DreyModel/Failure`` where a member ends or the time passes, `CancellationError` on cancellation, an error
  ///   of the target where that is lost.
  func awaitReadiness() async throws {
    let (events, sink) = Events.makeStream()
    var readiness = SessionReadiness(taskManagers: layout.taskManagers.count)
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      for member in layout.members {
        group.addTask { await report(to: sink) { try await follow(member, sink) } }
      }
      group.addTask {
        try? await Task.sleep(until: deadline)
        sink.finish()
      }
      for try await event in events where ContinuousClock.now < deadline {
        switch readiness.handle(event) {
        case .wait: break
        case .ready: return
        case .failed(let failure): throw failure
        }
      }
      try Task.checkCancellation()
      throw Failure(
        .infrastructure, "session \(layout.name) was not ready within \(limit): \(readiness.missing)",
        advice: "Raise --timeout, or look at the post-mortem.")
    }
  }

  private func report(to sink: Events.Continuation, _ body: () async throws -> Void) async {
    do { try await body() } catch { sink.finish(throwing: error) }
  }

  /// What it said is read to the end before its end is reported: it says why.
  private func follow(_ member: Member, _ sink: Events.Continuation) async throws {
    guard let output = try await cluster.output(of: member) else { return }
    var events = EventReader()
    for try await chunk in output where chunk.source == .stderr {
      for line in events.add(chunk.bytes) {
        observer.event(line.event, from: member.name)
        sink.yield(.reported(line.event, by: member.role))
      }
    }
    guard let end = try await cluster.end(of: member) else { return }
    sink.yield(.exited(member: member.name, code: end.code))
  }
}
