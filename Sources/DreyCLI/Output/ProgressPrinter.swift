import DreyDeploy
import DreyModel

/// How much a command says on standard error.
enum Verbosity: Int, Sendable, Comparable {
  case quiet, normal, verbose
  static func < (left: Verbosity, right: Verbosity) -> Bool { left.rawValue < right.rawValue }
}

/// Prints a run's progress, one line per transition, each with the time since the start; records go to standard output.
struct ProgressPrinter: RunObserver {
  private let start = ContinuousClock.now
  private let writer = RecordWriter()
  let verbosity: Verbosity

  func progress(_ phase: RunPhase, _ text: String) { say(phase, text, at: .normal) }

  func detail(_ phase: RunPhase, _ text: String) { say(phase, text, at: .verbose) }

  func records(_ bytes: [UInt8]) async throws { try await writer.write(bytes) }

  func event(_ event: ClusterEvent, from member: String) {
    switch event {
    case .log(let level, let source, let message):
      let important = level == "error" || level == "warning" || source == "application"
      say(.run, "\(member): \(message)", at: important ? .normal : .verbose)
    case .listening(let port): say(.run, "\(member): listening on port \(port)", at: .verbose)
    case .restListening(let port): say(.run, "\(member): REST API on port \(port)", at: .verbose)
    case .taskManagerRegistered(let id, let taskManagers, let slots):
      say(.run, "\(id) registered: \(taskManagers) TaskManager(s), \(slots) slot(s)", at: .normal)
    case .taskManagerLost(let id, let reason): say(.run, "\(id) lost: \(reason)", at: .normal)
    case .slotsMissing(let job, let required, let available):
      say(.run, "job \(job) waits for slots: \(available)/\(required)", at: .normal)
    case .jobStatusChanged(_, let name, let status, _): say(.run, "job \(name) \(status.rawValue)", at: .normal)
    case .applicationEnded(let result): say(.run, "application \(result.status.rawValue)", at: .normal)
    }
  }

  /// The last lines of a run: why it failed, and what each phase took.
  func summary(of outcome: RunOutcome) {
    if let failure = outcome.failure { Terminal.error("error: \(failure)") }
    guard verbosity >= .normal else { return }
    let phases = outcome.durations.map { "\($0.phase.rawValue) \(Self.seconds($0.seconds))" }.joined(separator: ", ")
    let total = Self.seconds((ContinuousClock.now - start) / .seconds(1))
    Terminal.error("\(outcome.exitCode == .finished ? "finished" : "ended") in \(total) s (\(phases))")
  }

  private func say(_ phase: RunPhase, _ text: String, at level: Verbosity) {
    guard verbosity >= level else { return }
    let elapsed = Self.seconds((ContinuousClock.now - start) / .seconds(1))
    let padding = String(repeating: " ", count: max(0, 8 - elapsed.count))
    let name = phase.rawValue + String(repeating: " ", count: max(0, 7 - phase.rawValue.count))
    Terminal.error("\(padding)\(elapsed) s  \(name) \(text)")
  }

  /// With two decimals, which `String(format:)` would need all of Foundation for.
  static func seconds(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
  }
}
