import DreyModel
import Glibc
import Synchronization

/// Counts what a subtask reads, writes and waits for. Its own thread counts, once per batch; others may read at any time.
@usableFromInline
final class SubtaskMeter: Sendable {
  /// What a subtask waits for.
  enum Wait: Int {
    case input = 1
    case room = 2
  }

  private let readBytes = Atomic(0)
  private let writeBytes = Atomic(0)
  private let readRecords = Atomic(0)
  private let writeRecords = Atomic(0)
  /// Nanoseconds of waits that are over.
  private let idle = Atomic(0)
  private let backPressured = Atomic(0)
  /// When the present wait began, and a ``Wait``, or 0; on the monotonic clock, as the next two.
  private let waitStart = Atomic(0)
  private let waitKind = Atomic(0)
  private let start = Atomic(0)
  private let end = Atomic(0)

  func begin() { start.store(Self.now, ordering: .relaxed) }

  func finish() { end.store(Self.now, ordering: .relaxed) }

  func read(records: Int, bytes: Int) {
    Self.add(records, to: readRecords)
    Self.add(bytes, to: readBytes)
  }

  @usableFromInline func wrote(records: Int) { Self.add(records, to: writeRecords) }

  func wrote(bytes: Int) { Self.add(bytes, to: writeBytes) }

  /// Counts the time that `body` takes as waiting. Waits do not nest.
  func waiting<Result>(for wait: Wait, _ body: () throws -> Result) rethrows -> Result {
    let began = Self.now
    waitStart.store(began, ordering: .relaxed)
    waitKind.store(wait.rawValue, ordering: .releasing)
    defer {
      waitKind.store(0, ordering: .releasing)
      switch wait {
      case .input: Self.add(Self.now - began, to: idle)
      case .room: Self.add(Self.now - began, to: backPressured)
      }
    }
    return try body()
  }

  /// What was counted until now, a wait that is going on among it.
  var metrics: SubtaskMetrics {
    var metrics = SubtaskMetrics()
    metrics.readBytes = readBytes.load(ordering: .relaxed)
    metrics.writeBytes = writeBytes.load(ordering: .relaxed)
    metrics.readRecords = readRecords.load(ordering: .relaxed)
    metrics.writeRecords = writeRecords.load(ordering: .relaxed)
    let (start, end) = (start.load(ordering: .relaxed), end.load(ordering: .relaxed))
    guard start > 0 else { return metrics }
    let now = end > 0 ? end : Self.now
    let wait = Wait(rawValue: waitKind.load(ordering: .acquiring))
    let waited = wait == nil ? 0 : max(0, now - waitStart.load(ordering: .relaxed))
    metrics.idleTime = (idle.load(ordering: .relaxed) + (wait == .input ? waited : 0)) / 1_000_000
    metrics.backPressuredTime = (backPressured.load(ordering: .relaxed) + (wait == .room ? waited : 0)) / 1_000_000
    metrics.busyTime = max(0, (now - start) / 1_000_000 - metrics.idleTime - metrics.backPressuredTime)
    return metrics
  }

  /// One thread only adds, so that no atomic addition is needed.
  private static func add(_ amount: Int, to counter: borrowing Atomic<Int>) {
    counter.store(counter.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
  }

  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
