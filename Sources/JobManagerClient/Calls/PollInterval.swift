/// The waits between two looks at a job: 10 ms at first, for short jobs, half as much again each time, 250 ms at most.
struct PollInterval: Sendable {
  private var interval = Duration.milliseconds(10)
  private static let longest = Duration.milliseconds(250)

  mutating func next() -> Duration {
    defer { interval = min(interval * 3 / 2, Self.longest) }
    return interval
  }
}
