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
    say(.run, event.text(from: member), at: Self.level(of: event))
  }

  /// How much one has to ask for to be told.
  static func level(of event: ClusterEvent) -> Verbosity {
    switch event {
    case .log(let level, let source, _):
      level == "error" || level == "warning" || source == "application" ? .normal : .verbose
    case .listening, .restListening: .verbose
    case .taskManagerRegistered, .taskManagerLost, .slotsMissing, .jobStatusChanged, .applicationEnded: .normal
    }
  }

  /// The last lines of a run: why it failed, where to read more of that, what stays, and what each phase took.
  func summary(of outcome: RunOutcome, on target: TargetName = .docker) {
    if let failure = outcome.failure { Terminal.error("error: \(failure)") }
    for folder in outcome.postMortems { Terminal.error("post-mortem: \(folder)") }
    guard verbosity >= .normal else { return }
    for name in outcome.keptClusters {
      Terminal.error("cluster \(name) stays; remove it with: drey delete \(name)\(target.option)")
    }
    let phases = outcome.durations.map { "\($0.phase.rawValue) \(Self.seconds($0.seconds))" }.joined(separator: ", ")
    let total = Self.seconds((ContinuousClock.now - start) / .seconds(1))
    Terminal.error("\(outcome.exitCode == .finished ? "finished" : "ended") in \(total) s (\(phases))")
  }

  private func say(_ phase: RunPhase, _ text: String, at level: Verbosity) {
    guard verbosity >= level else { return }
    Terminal.error(Self.line(after: (ContinuousClock.now - start) / .seconds(1), phase, text))
  }

  /// One line of progress.
  static func line(after seconds: Double, _ phase: RunPhase, _ text: String) -> String {
    let elapsed = Self.seconds(seconds)
    let padding = String(repeating: " ", count: max(0, 8 - elapsed.count))
    let name = phase.rawValue + String(repeating: " ", count: max(0, 7 - phase.rawValue.count))
    return "\(padding)\(elapsed) s  \(name) \(text)"
  }

  /// With two decimals, which `String(format:)` would need all of Foundation for.
  static func seconds(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
  }
}
