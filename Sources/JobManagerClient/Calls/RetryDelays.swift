/// The waits before a call is made again: 50 ms, doubled each time, four times.
struct RetryDelays: Sendable {
  private var left = 4
  private var delay = Duration.milliseconds(50)

  /// - Returns: nil where it was tried often enough.
  mutating func next() -> Duration? {
    guard left > 0 else { return nil }
    left -= 1
    defer { delay *= 2 }
    return delay
  }
}
