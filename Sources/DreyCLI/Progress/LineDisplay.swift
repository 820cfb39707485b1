import DreyDeploy
import DreyModel

/// One line per transition, each with the time since the start.
struct LineDisplay: ProgressDisplay {
  let start: ContinuousClock.Instant
  let verbosity: Verbosity
  private let writer = RecordWriter()

  init(start: ContinuousClock.Instant, verbosity: Verbosity) {
    self.start = start
    self.verbosity = verbosity
  }

  func show(_ event: ProgressEvent) {
    guard verbosity >= event.level else { return }
    Terminal.error(Self.line(after: (ContinuousClock.now - start) / .seconds(1), event.phase, event.text))
  }

  func write(_ bytes: [UInt8]) async throws { try await writer.write(bytes) }

  func finish() async {}

  /// One line of progress; where the text has several, they stand below each other.
  static func line(after seconds: Double, _ phase: RunPhase, _ text: String) -> String {
    let elapsed = Seconds.text(seconds)
    let padding = String(repeating: " ", count: max(0, 8 - elapsed.count))
    let name = phase.rawValue + String(repeating: " ", count: max(0, 7 - phase.rawValue.count))
    let head = "\(padding)\(elapsed) s  \(name) "
    let margin = "\n" + String(repeating: " ", count: head.count)
    return head + text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: margin)
  }
}
