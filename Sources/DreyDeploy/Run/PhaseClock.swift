import Synchronization

/// Measures how long the phases of a run take.
final class PhaseClock: Sendable {
  private struct Lap {
    var phase: RunPhase?
    var since: ContinuousClock.Instant
    var durations: [PhaseDuration] = []
  }

  private let lap = Mutex(Lap(since: .now))

  /// Ends the phase that was running, if any, and begins another.
  func begin(_ phase: RunPhase?) {
    lap.withLock { lap in
      let now = ContinuousClock.now
      if let running = lap.phase {
        let seconds = (now - lap.since) / .seconds(1)
        if let index = lap.durations.firstIndex(where: { $0.phase == running }) {
          lap.durations[index].seconds += seconds
        } else {
          lap.durations.append(PhaseDuration(phase: running, seconds: seconds))
        }
      }
      lap.phase = phase
      lap.since = now
    }
  }

  var durations: [PhaseDuration] { lap.withLock { $0.durations } }
}
