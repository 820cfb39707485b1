import DreyModel

/// The failures of a job's attempts.
struct FailureLog: Sendable, Equatable {
  /// One of them.
  struct Entry: Sendable, Equatable {
    /// In milliseconds since 1970.
    var at: Int
    var failure: Failure
  }

  /// Flink's `web.exception-history-size`.
  private static let capacity = 16

  /// Newest first.
  private(set) var entries: [Entry] = []

  mutating func add(_ failure: Failure, at time: Int) {
    entries = Array(([Entry(at: time, failure: failure)] + entries).prefix(Self.capacity))
  }
}
