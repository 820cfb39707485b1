import Glibc
import Synchronization

/// What the client's JVM prints: what `main()` prints passes, what Flink's command line says besides does not.
final class ClientOutput: Sendable {
  private let descriptor: Int32
  private let state = Mutex(State())

  private struct State {
    var hasSubmitted = false
    /// Flink's command line leaves a line empty behind its last one.
    var isAfterRuntime = false
    var lastLine: String?
  }

  init(to descriptor: Int32) { self.descriptor = descriptor }

  /// Whether a job has been submitted.
  var hasSubmitted: Bool { state.withLock { $0.hasSubmitted } }

  /// The last line of `main()`'s that is neither empty nor indented, as a stack's frames are.
  var lastLine: String? { state.withLock { $0.lastLine } }

  /// A message of the JVM's log.
  func heard(_ line: LogLine) {
    guard line.message.hasPrefix("Successfully submitted job ") else { return }
    state.withLock { $0.hasSubmitted = true }
  }

  /// A line that the JVM printed.
  func line(_ text: String) {
    if text.hasPrefix("Job has been submitted with JobID ") { return state.withLock { $0.hasSubmitted = true } }
    guard !isFlinks(text) else { return }
    if let first = text.first, !first.isWhitespace { state.withLock { $0.lastLine = text } }
    let bytes = Array((text + "\n").utf8)
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  private func isFlinks(_ text: String) -> Bool {
    state.withLock { state in
      let isAfterRuntime = state.isAfterRuntime
      state.isAfterRuntime = text.hasPrefix("Job Runtime: ") && Self.isFlinks(text)
      return Self.isFlinks(text) || (isAfterRuntime && text.isEmpty)
    }
  }

  /// Flink's command line prints these around a job.
  static func isFlinks(_ text: String) -> Bool {
    text == "Program execution finished" || isEnd(of: text, "Job with JobID ", " has finished.")
      || isEnd(of: text, "Job Runtime: ", " ms")
  }

  private static func isEnd(of text: String, _ prefix: String, _ suffix: String) -> Bool {
    text.hasPrefix(prefix) && text.hasSuffix(suffix)
  }
}
