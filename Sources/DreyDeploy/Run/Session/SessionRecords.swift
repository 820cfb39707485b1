import ChildProcess
import DreyModel
import Synchronization

/// Hands on the records of one job, out of what a session's TaskManagers write for all of theirs.
final class SessionRecords: Sendable {
  private let job: JobID
  private let connection: SessionConnection
  private let observer: any RunObserver
  /// By the TaskManager's name: completed when all records of the job were handed on, or none can come any more.
  private let ends: [String: Completion<Void>]
  private let lastChange = Mutex(ContinuousClock.now)
  private let failure = Mutex<Failure?>(nil)

  /// How long nothing may arrive, once the job has ended, before what is missing is given up.
  private static let patience: Duration = .seconds(5)

  init(of job: JobID, on connection: SessionConnection, observer: any RunObserver) {
    self.job = job
    self.connection = connection
    self.observer = observer
    ends = Dictionary(uniqueKeysWithValues: Set(connection.cluster.taskManagers.map(\.name)).map { ($0, Completion()) })
  }

  /// Opens the outputs of all TaskManagers; what they write from here on is followed until the calling task's group ends.
  /// - Returns: once none of the job's records can be missed.
  func begin(in group: inout ThrowingTaskGroup<Void, any Error>) async throws {
    for taskManager in connection.cluster.taskManagers where taskManager.state.isRunning {
      let output = try await connection.target.output(of: taskManager, follow: true, tail: 0)
      group.addTask { await self.follow(taskManager.name, output) }
    }
  }

  /// Waits until all that the job printed on these TaskManagers was handed on.
  /// - Throws: ``DreyModel/Failure`` where records could not be written, or are missing.
  func finish(on taskManagers: Set<String>) async throws {
    for name in taskManagers.sorted() {
      guard let end = ends[name] else { continue }
      while await end.value(within: Self.patience) == nil {
        guard !isIdle else {
          throw Failure(
            .infrastructure, "the records of job \(job) on \(name) did not arrive to the last",
            advice: "Look for them: drey logs \(connection.cluster.name) --member \(name)")
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  private var isIdle: Bool { lastChange.withLock { ContinuousClock.now - $0 >= Self.patience } }

  private func follow(_ name: String, _ output: MemberOutput) async {
    var parser = TaggedRecordParser()
    do {
      for try await chunk in output where chunk.source == .stdout {
        var isAtEnd = false
        let lines = Self.lines(of: job, in: parser.append(chunk.bytes), isAtEnd: &isAtEnd)
        // Writing may take as long as a reader wants; that is no silence.
        if !lines.isEmpty {
          lastChange.withLock { $0 = .now + .seconds(3600) }
          try await observer.records(lines)
        }
        lastChange.withLock { $0 = .now }
        if isAtEnd { break }
      }
    } catch {
      failure.withLock { $0 = $0 ?? Failure(ofRun: error) }
    }
    ends[name]?.complete(())
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
