import DreyModel
import Synchronization

/// What has come of the jobs of a soak so far. Clients, faults and the sampler share it.
final class SoakProgress: Sendable {
  private struct State {
    var next = 0
    var done: [SoakKind: Int] = [:]
    var isOver = false
    /// Jobs that something befell, and that were submitted again.
    var repeated = 0
    var mistakes: [String] = []
    /// Seconds; the end is missing while it lasts.
    var faults: [(what: String, begin: Double, end: Double?)] = []
    var submissions: [(second: Double, milliseconds: Double)] = []
  }

  let total: Int
  private let start = ContinuousClock.now
  private let limit: Double
  private let state = Mutex(State())

  /// - Parameters:
  ///   - total: how many jobs there are.
  ///   - limit: after so many seconds no further job begins.
  init(total: Int, limit: Double) {
    self.total = total
    self.limit = limit
  }

  /// Seconds since the beginning.
  var now: Double { (ContinuousClock.now - start) / .seconds(1) }

  /// The number of the next job; nil: there are no more, or the time is up, or something is wrong already.
  func take() -> Int? {
    let isLate = now > limit
    return state.withLock { state in
      guard state.next < total, !isLate, state.mistakes.count < 20 else {
        state.isOver = true
        return nil
      }
      state.next += 1
      return state.next - 1
    }
  }

  /// How much is done, from 0 to 1: of the jobs or of the time, whichever is more.
  var share: Double { state.withLock { max(Double($0.next) / Double(total), now / limit) } }
  var isOver: Bool { state.withLock { $0.isOver } }
  var done: [SoakKind: Int] { state.withLock { $0.done } }
  var repeated: Int { state.withLock { $0.repeated } }
  var mistakes: [String] { state.withLock { $0.mistakes } }
  var submissions: [(second: Double, milliseconds: Double)] { state.withLock { $0.submissions } }
  var faults: [(what: String, begin: Double, end: Double?)] { state.withLock { $0.faults } }

  func finished(_ kind: SoakKind) { state.withLock { $0.done[kind, default: 0] += 1 } }
  func repeats() { state.withLock { $0.repeated += 1 } }
  func wrong(_ what: String) { state.withLock { $0.mistakes.append(what) } }

  func submitted(from begin: Double) {
    let milliseconds = (now - begin) * 1000
    state.withLock { $0.submissions.append((begin, milliseconds)) }
  }

  /// Notes a fault for as long as `body` takes, and for what comes of it.
  func during<R>(_ what: String, _ body: () async throws -> R) async rethrows -> R {
    let begin = now
    let index = state.withLock { state in
      state.faults.append((what, begin, nil))
      return state.faults.count - 1
    }
    defer {
      let end = now
      state.withLock { $0.faults[index].end = end }
    }
    return try await body()
  }

  /// Whether something befell the session between a second and now, which a job that ran then may have suffered from.
  func wasDisturbed(since begin: Double) -> Bool {
    state.withLock { $0.faults.contains { $0.end.map { $0 + Self.aftermath >= begin } ?? true } }
  }

  /// Seconds in which what a fault did may still be noticed.
  private static let aftermath = 10.0
}
