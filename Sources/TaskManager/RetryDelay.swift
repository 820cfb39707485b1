/// The waits between attempts to reach the JobManager: quick at first, since both often start together.
struct RetryDelay: Sendable {
  private var next = Duration.milliseconds(20)
  private let longest = Duration.milliseconds(500)

  /// How long to wait before the next attempt: 20 ms, doubled each time, 500 ms at most.
  mutating func take() -> Duration {
    defer { next = min(next * 2, longest) }
    return next
  }
}
