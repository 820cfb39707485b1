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
    entries = Array(([Entry(at: time, failure: failure.bounded)] + entries).prefix(Self.capacity))
  }
}

extension Failure {
  /// The same failure with texts that are not longer than anybody reads: 16 KiB each, and the last 100 details of 1 KiB each.
  var bounded: Failure {
    var copy = self
    copy.message = Self.bounded(message, to: 16 << 10)
    copy.advice = advice.map { Self.bounded($0, to: 16 << 10) }
    copy.details = details.suffix(100).map { Self.bounded($0, to: 1 << 10) }
    return copy
  }

  private static func bounded(_ text: String, to limit: Int) -> String {
    text.utf8.count > limit ? String(decoding: text.utf8.prefix(limit), as: UTF8.self) + "…" : text
  }
}
