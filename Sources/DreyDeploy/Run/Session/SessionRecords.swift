import ChildProcess
import DreyModel
import Synchronization

/// Hands on the records of one job, out of what a session's TaskManagers write for all of theirs.
final class SessionRecords: Sendable {
  private let job: JobID
  private let connection: SessionConnection
  private let observer: any RunObserver
  /// What is known of the outputs that are followed.
  private struct State {
    /// By the TaskManager's name: completed when all records of the job were handed on, or none can come any more.
    var ends: [String: Completion<Void>] = [:]
    /// How many of them hand something on right now, which may take as long as a reader wants.
    var writing = 0
    var lastChange = ContinuousClock.now
    var failure: Failure?
  }

  private let state = Mutex(State())

  /// How long nothing may arrive, once the job has ended, before what is missing is given up.
  private static let patience: Duration = .seconds(5)

  init(of job: JobID, on connection: SessionConnection, observer: any RunObserver) {
    self.job = job
    self.connection = connection
    self.observer = observer
  }

  /// Opens the outputs of all TaskManagers; what they write from here on is followed until the calling task's group ends.
  /// - Returns: once none of the job's records can be missed.
  func begin(in group: inout ThrowingTaskGroup<Void, any Error>) async throws {
    for taskManager in connection.cluster.taskManagers where taskManager.state.isRunning {
      try await follow(taskManager, tail: 0, in: &group)
    }
  }

  /// Waits until all that the job printed on these TaskManagers was handed on.
  /// - Throws: ``DreyModel/Failure`` where records could not be written, or are missing.
  func finish(on taskManagers: Set<String>, in group: inout ThrowingTaskGroup<Void, any Error>) async throws {
    try await followLatecomers(taskManagers, in: &group)
    for name in taskManagers.sorted() {
      guard let end = state.withLock({ $0.ends[name] }) else { continue }
      while await end.value(within: Self.patience) == nil {
        guard !isIdle else {
          throw Failure(
            .infrastructure, "the records of job \(job) on \(name) did not arrive to the last",
            advice: "Look for them: drey logs \(connection.cluster.name) --member \(name)")
        }
      }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// The job waited for slots, and the session got TaskManagers meanwhile: what they wrote is read from its beginning.
  private func followLatecomers(
    _ taskManagers: Set<String>, in group: inout ThrowingTaskGroup<Void, any Error>
  ) async throws {
    let missing = state.withLock { taskManagers.subtracting($0.ends.keys) }
    guard !missing.isEmpty else { return }
    let now = try await connection.target.clusters(.named(connection.cluster.name))
    for taskManager in now.flatMap(\.taskManagers) where missing.contains(taskManager.name) {
      try await follow(taskManager, tail: nil, in: &group)
    }
  }

  private var isIdle: Bool {
    state.withLock { $0.writing == 0 && ContinuousClock.now - $0.lastChange >= Self.patience }
  }

  private func follow(
    _ taskManager: ObservedMember, tail: Int?, in group: inout ThrowingTaskGroup<Void, any Error>
  ) async throws {
    let output = try await connection.target.output(of: taskManager, follow: true, tail: tail)
    let end = Completion<Void>()
    state.withLock { $0.ends[taskManager.name] = end }
    group.addTask {
      await self.handOn(output)
      end.complete(())
    }
  }

  /// Returns once all of the job's records were handed on, or none can come any more.
  private func handOn(_ output: MemberOutput) async {
    var parser = TaggedRecordParser()
    do {
      for try await chunk in output where chunk.source == .stdout {
        var isAtEnd = false
        let lines = Self.lines(of: job, in: parser.append(chunk.bytes), isAtEnd: &isAtEnd)
        if !lines.isEmpty { try await write(lines) }
        state.withLock { $0.lastChange = .now }
        if isAtEnd { break }
      }
    } catch {
      state.withLock { $0.failure = $0.failure ?? Failure(ofRun: error) }
    }
  }

  private func write(_ lines: [UInt8]) async throws {
    state.withLock { $0.writing += 1 }
    defer { state.withLock { $0.writing -= 1 } }
    try await observer.records(lines)
  }

  /// The job's lines among all of them.
  static func lines(of job: JobID, in events: [TaggedRecordParser.Event], isAtEnd: inout Bool) -> [UInt8] {
    var lines: [UInt8] = []
    for event in events {
      switch event {
      case .record(job, let bytes, let isComplete):
        lines += bytes
        if isComplete { lines.append(UInt8(ascii: "\n")) }
      case .end(job): isAtEnd = true
      case .record, .end, .foreign: break
      }
    }
    return lines
  }
}
