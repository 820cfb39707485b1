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
    /// Those of which a part was written by a process that is gone: what is missing cannot be waited for.
    var interrupted: Set<String> = []
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
  /// - Parameter isWhole: whether the job finished, and so all of them, those that were started again as well, have told
  ///   where its records end.
  /// - Throws: ``DreyModel/Failure`` where records could not be written, or are missing.
  func finish(
    on taskManagers: Set<String>, isWhole: Bool, in group: inout ThrowingTaskGroup<Void, any Error>
  ) async throws {
    try await followLatecomers(taskManagers, in: &group)
    for name in taskManagers.sorted() where isWhole || state.withLock({ !$0.interrupted.contains(name) }) {
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
      do { try await self.handOn(output, of: taskManager) } catch {
        self.state.withLock { $0.failure = $0.failure ?? Failure(ofRun: error) }
      }
      end.complete(())
    }
  }

  /// Returns once all of the job's records were handed on, or none can come any more. A TaskManager that is started again
  /// is followed on: its log has what it wrote before as well, which is left out.
  private func handOn(_ first: MemberOutput, of taskManager: ObservedMember) async throws {
    var output: MemberOutput? = first
    var written = 0
    while let current = output {
      var parser = TaggedRecordParser()
      var known = written
      for try await chunk in current where chunk.source == .stdout {
        var isAtEnd = false
        var lines = Self.lines(of: job, in: parser.append(chunk.bytes), isAtEnd: &isAtEnd)
        let old = min(known, lines.count)
        known -= old
        lines.removeFirst(old)
        written += lines.count
        if !lines.isEmpty { try await write(lines) }
        state.withLock { $0.lastChange = .now }
        if isAtEnd { return }
      }
      state.withLock { _ = $0.interrupted.insert(taskManager.name) }
      output = try await nextOutput(of: taskManager)
    }
  }

  /// nil where the TaskManager is gone for good.
  private func nextOutput(of taskManager: ObservedMember) async throws -> MemberOutput? {
    while true {
      let cluster = try await connection.target.clusters(.run(connection.cluster.run)).first
      guard let now = cluster?.taskManagers.first(where: { $0.name == taskManager.name }) else { return nil }
      if now.state.isRunning { return try await connection.target.output(of: now, follow: true, tail: nil) }
      try await Task.sleep(for: .milliseconds(100))
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
