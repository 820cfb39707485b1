/// The waits before a call is made again: 50 ms, doubled each time up to 400 ms; four times, or with patience for as long
/// as a JobManager takes to be started again.
struct RetryDelays: Sendable {
  private static let longest = Duration.milliseconds(400)
  private var left: Int
  private var delay = Duration.milliseconds(50)

  init(isPatient: Bool = false) { left = isPatient ? 30 : 4 }

  /// - Returns: nil where it was tried often enough.
  mutating func next() -> Duration? {
    guard left > 0 else { return nil }
    left -= 1
    defer { delay = min(delay * 2, Self.longest) }
    return delay
  }
}
