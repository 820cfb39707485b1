import Synchronization

/// Whether a client asks again and again how its job ended, and so has to be given the time to learn it.
final class ResultReads: Sendable {
  private let reads = Mutex(Reads())

  private struct Reads {
    var last: ContinuousClock.Instant?
    var isResultGiven = false
  }

  /// Clients ask at least this often.
  private static let period: Duration = .milliseconds(2100)

  /// Whether a request asks how a job ended.
  static func asksForResult(_ path: String) -> Bool {
    path.contains("/jobs/") && path.contains("/execution-result")
  }

  /// Whether an answer to such a request says it, rather than that the job goes on.
  static func isResult(_ body: some Collection<UInt8>) -> Bool {
    String(decoding: body.prefix(4096), as: UTF8.self).contains("\"COMPLETED\"")
  }

  /// A request's path.
  func note(_ path: String) {
    guard Self.asksForResult(path) else { return }
    reads.withLock { $0.last = .now }
  }

  /// A client has been given the result.
  func noteResult() { reads.withLock { $0.isResultGiven = true } }

  /// Waits until a client that asks has been given the result; at once where there is none.
  func waitForLast() async {
    guard let last = reads.withLock({ $0.last }), last + Self.period > .now else { return }
    let deadline = ContinuousClock.now + Self.period
    while .now < deadline, !reads.withLock({ $0.isResultGiven }) { try? await Task.sleep(for: .milliseconds(20)) }
    // The answer is on its way.
    try? await Task.sleep(for: .milliseconds(50))
  }
}
