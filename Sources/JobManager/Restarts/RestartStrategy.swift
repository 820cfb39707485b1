/// Decides after each failure of a job whether it is restarted, and when.
struct RestartStrategy: Sendable {
  let settings: RestartSettings
  /// How often it has said that the job is to be restarted.
  private(set) var restarts = 0
  /// When failures were, in milliseconds, as far as they still count.
  private var failures: [Int] = []
  /// Failures since exponential waits began anew.
  private var attempt = 0
  /// When the last restart was due, and after what wait.
  private var last: (due: Int, wait: Int)?

  init(_ settings: RestartSettings) { self.settings = settings }

  /// The job has failed.
  /// - Parameters:
  ///   - now: milliseconds on a clock that only goes forward.
  ///   - isLoss: a TaskManager was lost, and nothing is known to be wrong with the job itself.
  ///   - random: from 0 to 1; spreads jobs that failed together.
  /// - Returns: milliseconds until it is to be restarted; nil: it is not.
  mutating func failed(at now: Int, isLoss: Bool, random: Double) -> Int? {
    let wait: Int? =
      switch settings {
      case .none: nil
      case .fixedDelay(let attempts, let delay): restarts < attempts ? delay : nil
      case .failureRate(let maximum, let interval, let delay):
        isWithinRate(maximum: maximum, interval: interval, at: now) ? delay : nil
      case .exponentialDelay(let backoff): next(backoff, at: now, isLoss: isLoss, random: random)
      }
    if wait != nil { restarts += 1 }
    return wait
  }

  private mutating func isWithinRate(maximum: Int, interval: Int, at now: Int) -> Bool {
    failures.append(now)
    // One more than are allowed are looked at: the interval is the time from the first of them to the last.
    failures = failures.suffix(maximum + 1)
    guard failures.count > maximum, let first = failures.first else { return true }
    return now - first > interval
  }

  /// Unlike Flink, the first restart after a TaskManager was lost is at once: another one's slots may be free.
  private mutating func next(
    _ backoff: RestartSettings.Backoff, at now: Int, isLoss: Bool, random: Double
  ) -> Int? {
    if let last, now - last.due >= backoff.reset + last.wait { attempt = 0 }
    attempt += 1
    guard attempt <= backoff.attempts else { return nil }
    let wait = Self.wait(backoff, attempt: attempt, random: random)
    let actual = isLoss && attempt == 1 ? 0 : wait
    last = (now + actual, wait)
    return actual
  }

  /// - Parameter attempt: from 1 on.
  private static func wait(_ backoff: RestartSettings.Backoff, attempt: Int, random: Double) -> Int {
    var wait = Double(backoff.initial)
    var left = attempt - 1
    while left > 0, wait < Double(backoff.maximum), backoff.multiplier > 1 {
      wait *= backoff.multiplier
      left -= 1
    }
    wait = min(wait, Double(backoff.maximum))
    let offset = wait * backoff.jitter * (random * 2 - 1)
    return Int(max(0, min(wait + offset, Double(backoff.maximum))))
  }
}
