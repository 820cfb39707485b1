import DreyModel
import Synchronization

/// Reads what a session's client writes, up to its end.
final class SessionClientFollower: Sendable {
  /// What a client has told.
  struct Report: Sendable, Equatable {
    /// The jobs that it submitted, or was about to, in their order.
    var jobs: [Job] = []
    /// How its script ended; nil where it could not say.
    var end: ApplicationResult?

    struct Job: Sendable, Equatable {
      var id: JobID
      var name: String
    }

    mutating func add(_ event: ClusterEvent) {
      switch event {
      case .jobStatusChanged(let id, let name, _, _): jobs.append(Job(id: id, name: name))
      case .applicationEnded(let result): end = result
      default: break
      }
    }
  }

  private let target: any Target
  private let member: ObservedMember
  private let observer: any RunObserver
  private let state = Mutex(Report())

  /// How long what a killed client had written may take to arrive.
  private static let patience: Duration = .seconds(5)

  init(_ member: ObservedMember, on target: any Target, observer: any RunObserver) {
    self.member = member
    self.target = target
    self.observer = observer
  }

  var report: Report { state.withLock { $0 } }

  /// Returns at the client's end. Where the calling task is cancelled, the client is ended, and what it had written is read
  /// all the same: its jobs are known then.
  func run() async throws {
    let reading = Task { try await read() }
    try await withTaskCancellationHandler {
      try await reading.value
    } onCancel: {
      Task {
        try? await target.kill(member)
        try? await Task.sleep(for: Self.patience)
        reading.cancel()
      }
    }
    try Task.checkCancellation()
  }

  private func read() async throws {
    var records = LineAssembler()
    var events = EventReader()
    for try await chunk in try await target.output(of: member, follow: true, tail: nil) {
      switch chunk.source {
      case .stdout:
        let lines = records.add(chunk.bytes)
        if !lines.isEmpty { try await observer.records(lines) }
      case .stderr: handle(events.add(chunk.bytes))
      }
    }
    handle(events.finish())
    let last = records.finish()
    if !last.isEmpty { try await observer.records(last) }
  }

  private func handle(_ lines: [EventLine]) {
    for event in lines.map(\.event) {
      state.withLock { $0.add(event) }
      observer.event(event, from: member.name)
    }
  }
}
