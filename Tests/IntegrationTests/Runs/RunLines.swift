import Synchronization
import Testing

/// What a command says on standard error, while it runs.
final class RunLines: Sendable {
  private let all = Mutex<[String]>([])

  func add(_ line: String) { all.withLock { $0.append(line) } }

  var current: [String] { all.withLock { $0 } }

  /// Waits until something has been said `count` times.
  /// - Parameter mark: what was said before the last line with this in it does not count.
  func wait(for text: String, count: Int = 1, after mark: String? = nil) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      let lines = current
      let start = mark.flatMap { mark in lines.lastIndex { $0.contains(mark) } } ?? lines.startIndex
      if lines[start...].count(where: { $0.contains(text) }) >= count { return }
      try #require(ContinuousClock.now < deadline, "no \(count). '\(text)': \(lines.suffix(60))")
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
