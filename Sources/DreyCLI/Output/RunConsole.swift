import DreyDeploy
import DreyModel

/// A run as it appears on the standard streams: records and the result on standard output, progress on standard error.
struct RunConsole: RunObserver {
  private let start = ContinuousClock.now
  private let display: any ProgressDisplay
  private let format: OutputFormat
  private let verbosity: Verbosity
  private let target: TargetName

  /// - Parameter terminal: where a live display is drawn; nil: one line per transition instead.
  init(format: OutputFormat, verbosity: Verbosity, terminal: LiveTerminal?, target: TargetName) {
    self.target = target
    self.format = format
    self.verbosity = verbosity
    display = terminal.map { LiveDisplay(on: $0) } ?? LineDisplay(start: start, verbosity: verbosity)
  }

  func progress(_ phase: RunPhase, _ text: String) { display.show(.progress(phase, text)) }

  func detail(_ phase: RunPhase, _ text: String) { display.show(.detail(phase, text)) }

  func event(_ event: ClusterEvent, from member: String) { display.show(.event(event, member: member)) }

  func records(_ bytes: [UInt8]) async throws {
    try await display.write(format == .json ? RecordLines.json(bytes) : bytes)
  }

  /// Runs to its end what `body` makes, and reports it. Whatever fails, a live display is left clean.
  /// - Parameters:
  ///   - plan: whether the plan is printed and nothing done.
  ///   - result: what people get on standard output at the end.
  /// - Throws: ``CommandEnd`` at the end of a run, what `body` throws before.
  func conduct(
    _ run: any DeploymentRun, cluster: String?, plan: Bool = false, result: (RunOutcome) -> String
  ) async throws {
    if plan {
      let report: Result<PlanReport, any Error>
      do { report = .success(try await run.plan()) } catch { report = .failure(error) }
      await display.finish()
      return try Rendering.print(PlanResult(plan: try report.get()), as: format)
    }
    let outcome = await Interruption.guarding { await run.run() }
    try await report(outcome, cluster: cluster, text: result(outcome))
    throw CommandEnd(exitCode: outcome.exitCode)
  }

  /// Says how a run ended, as its result and in the last lines on standard error.
  func report(_ outcome: RunOutcome, cluster: String?, text: String) async throws {
    await display.finish()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let report = RunReport(outcome, cluster: cluster, seconds: seconds, text: text)
    switch format {
    case .text: try Rendering.print(report, as: .text)
    case .json: Terminal.result(try Rendering.line(report))
    }
    summary(of: outcome, seconds)
  }

  /// Why it failed, where to read more of that, what stays, and what each phase took.
  private func summary(of outcome: RunOutcome, _ seconds: Double) {
    if let failure = outcome.failure { Terminal.error("error: \(failure)") }
    for job in outcome.application?.jobs ?? [] {
      for note in LateRecords.notes(on: job.accumulators) {
        Terminal.error("job '\(PrintableText.line(job.name))': \(note)")
      }
    }
    for folder in outcome.postMortems { Terminal.error("post-mortem: \(folder)") }
    for state in outcome.savedStates {
      let name = PrintableText.line(state.name)
      Terminal.error("\(state.kind.noun) of job '\(name)': \(PrintableText.line(state.hostPath ?? state.path))")
    }
    guard verbosity >= .normal else { return }
    if let state = outcome.savedStates.first {
      let command = CommandLine.arguments.prefix(1) + ((try? ProcessArguments.all()) ?? [])
      Terminal.error("go on from it: \(ResumeCommand.text(Array(command), from: state.path))")
    }
    for name in outcome.keptClusters {
      Terminal.error("cluster \(name) stays; remove it with: drey delete \(name)\(target.option)")
    }
    let phases = outcome.durations.map { "\($0.phase.rawValue) \(Seconds.text($0.seconds))" }.joined(separator: ", ")
    Terminal.error(
      "\(outcome.exitCode == .finished ? "finished" : "ended") in \(Seconds.text(seconds)) s (\(phases))")
  }
}
