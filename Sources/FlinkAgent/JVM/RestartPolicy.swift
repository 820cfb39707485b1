/// When a JVM that died is started again.
struct RestartPolicy: Sendable, Equatable {
  /// A JVM that lived longer did not die of what kept it from starting.
  static let quickly: Duration = .seconds(30)
  /// So many quick deaths in a row are enough.
  static let limit = 10

  private var quickDeaths = 0

  /// - Returns: how long to wait; nil: not at all any more.
  mutating func delay(afterRunning time: Duration) -> Duration? {
    quickDeaths = time < Self.quickly ? quickDeaths + 1 : 1
    guard quickDeaths < Self.limit else { return nil }
    return min(.milliseconds(50 * (1 << (quickDeaths - 1))), .seconds(5))
  }
}
