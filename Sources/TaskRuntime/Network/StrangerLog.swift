import Glibc
import Synchronization

/// Says which connections were turned away, no more than a line per second, however many there are.
final class StrangerLog: Sendable {
  private struct State {
    var lastLine: ContinuousClock.Instant?
    var unsaid = 0
  }

  private let state = Mutex(State())
  private let write: @Sendable (String) -> Void

  /// - Parameter write: is given each line; by default it goes to standard error.
  init(write: @escaping @Sendable (String) -> Void = StrangerLog.writeToStandardError) { self.write = write }

  /// A connection was turned away.
  func dropped(_ peer: String, because reason: String, at now: ContinuousClock.Instant = .now) {
    let unsaid = state.withLock { state -> Int? in
      if let last = state.lastLine, now - last < .seconds(1) {
        state.unsaid += 1
        return nil
      }
      defer { (state.lastLine, state.unsaid) = (now, 0) }
      return state.unsaid
    }
    guard let unsaid else { return }
    write("dropped a data connection from \(peer): \(reason)\(unsaid > 0 ? " (and \(unsaid) more before)" : "")")
  }

  static func writeToStandardError(_ line: String) {
    "\(line)\n".utf8.withContiguousStorageIfAvailable { _ = Glibc.write(2, $0.baseAddress, $0.count) }
  }
}
