import DreyModel

/// The result of a command that found out nothing but why it failed.
struct FailureReport: Encodable {
  var type = "result"
  var exitCode: ExitCode
  var failure: Failure

  init(_ failure: Failure) {
    exitCode = ExitCode(failure.domain)
    self.failure = failure
  }
}

/// What a command did to several things, of which each may have failed.
struct Deeds: Renderable {
  /// What it was done to.
  var done: [String] = []
  var failures: [Failure] = []

  var text: String { done.joined(separator: "\n") }

  /// - Throws: ``CommandEnd`` where anything failed, having said so; what could not be found counts least.
  func conclude() throws {
    for failure in failures { Terminal.error("error: \(failure)") }
    let worst = failures.first { $0.domain != .usage } ?? failures.first
    if let worst { throw CommandEnd(exitCode: ExitCode(worst.domain)) }
  }
}
