/// Decides which refused connections are told of: no more than one per second, however many there are.
public struct RefusalThrottle: Sendable {
  private var lastLine: ContinuousClock.Instant?
  private var untold = 0

  public init() {}

  /// A connection was refused.
  /// - Returns: what to write, with the number of those that were not told of before; nil: nothing.
  public mutating func line(_ text: String, at now: ContinuousClock.Instant = .now) -> String? {
    if let last = lastLine, now - last < .seconds(1) {
      untold += 1
      return nil
    }
    defer { (lastLine, untold) = (now, 0) }
    return untold > 0 ? "\(text) (and \(untold) more before)" : text
  }
}
