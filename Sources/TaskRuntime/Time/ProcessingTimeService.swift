import Glibc

/// The time of the machine and timers that go by it, for the operators of one subtask.
///
/// Belongs to the subtask's thread, which calls the timers between batches: timers may use the operators' state.
public final class ProcessingTimeService: @unchecked Sendable {
  private enum Repetition {
    case once
    case every(milliseconds: Int)
  }

  private struct Timer {
    let repetition: Repetition
    let action: (Int) throws -> Void
  }

  private var timers = TimerQueue<Timer>()
  /// What the wall clock showed when the monotonic one showed zero: time must not jump while a subtask runs.
  private let offset: Int

  init() { offset = Self.milliseconds(of: CLOCK_REALTIME) - Self.milliseconds(of: CLOCK_MONOTONIC) }

  /// Milliseconds since 1970 began (UTC).
  public var currentProcessingTime: Int { Self.milliseconds(of: CLOCK_MONOTONIC) + offset }

  /// Calls `action` once with `time` when that has come, in milliseconds since 1970 began (UTC).
  public func registerTimer(at time: Int, _ action: @escaping (Int) throws -> Void) {
    timers.insert(Timer(repetition: .once, action: action), at: time)
  }

  /// Calls `action` with the time that has come, again and again.
  public func registerTimer(everyMilliseconds interval: Int, _ action: @escaping (Int) throws -> Void) {
    let timer = Timer(repetition: .every(milliseconds: max(1, interval)), action: action)
    timers.insert(timer, at: currentProcessingTime + max(1, interval))
  }

  /// Milliseconds until the next timer; nil where there is none.
  var millisecondsToNextTimer: Int? { timers.count == 0 ? nil : max(0, timers.nextTime - currentProcessingTime) }

  /// Calls the timers whose time has come.
  func fireDueTimers() throws {
    let now = currentProcessingTime
    while let (time, timer) = timers.popDue(at: now) {
      if case .every(let interval) = timer.repetition { timers.insert(timer, at: now + interval) }
      try timer.action(time)
    }
  }

  /// Forgets all timers, and with them what their actions hold on to.
  func stop() { timers.removeAll() }

  private static func milliseconds(of clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}
