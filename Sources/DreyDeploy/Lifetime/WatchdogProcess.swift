import Glibc

/// The watchdog's side: waits for the client's end and removes what its run made.
public struct WatchdogProcess: Sendable {
  /// The byte by which a client says that it removed everything itself.
  static let dismissal = UInt8(ascii: "d")

  let runID: String
  let target: TargetName
  let environment: [String: String]

  public init(runID: String, target: TargetName, environment: [String: String]) {
    self.runID = runID
    self.target = target
    self.environment = environment
  }

  /// Returns once the client dismissed it, or once nothing of the run is left.
  public func guardUntilEnd() async {
    for number in [SIGHUP, SIGINT, SIGTERM, SIGPIPE] { signal(number, SIG_IGN) }
    if Self.wasDismissed() { return }
    let deadline = ContinuousClock.now + .seconds(600)
    while ContinuousClock.now < deadline {
      if await removeAll() { return }
      try? await Task.sleep(for: .seconds(1))
    }
  }

  /// Reads standard input to its end; this process has nothing else to do meanwhile.
  private static func wasDismissed() -> Bool {
    var last: UInt8 = 0
    while true {
      let count = read(STDIN_FILENO, &last, 1)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return last == dismissal }
    }
  }

  /// A create that was under way when the client died may still take effect, so it looks until there has been nothing
  /// for a while.
  /// - Returns: false where the target does not answer.
  private func removeAll() async -> Bool {
    do {
      let target = try await Targets.connect(target, environment: environment)
      defer { target.close() }
      var quiet = 0
      while quiet < 8 {
        quiet = try await target.removeOnce(.run(runID)) == 0 ? quiet + 1 : 0
        try await Task.sleep(for: .milliseconds(500))
      }
      return true
    } catch {
      return false
    }
  }
}
