import ArgumentParser
import DreyModel
import Glibc

/// The command line's entry point.
public enum DreyCLI {
  /// Runs the command that this process was started with and returns its exit code.
  public static func run() async -> Int32 {
    do throws(Failure) {
      return await run(arguments: try ProcessArguments.all())
    } catch {
      Terminal.error("error: \(error)")
      return ExitCode(error.domain).rawValue
    }
  }

  /// Parses the arguments, runs the command and returns the process's exit code (``DreyModel/ExitCode``).
  public static func run(arguments: [String]) async -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    let code = await perform(arguments)
    guard code == ExitCode.finished.rawValue, let failure = Terminal.resultFailure else { return code }
    Terminal.error("error: \(failure)")
    return ExitCode(failure.domain).rawValue
  }

  private static func perform(_ arguments: [String]) async -> Int32 {
    do {
      var command = try await DreyCommand.asyncParseAsRoot(arguments)
      if let reporting = command as? any ReportingCommand { return await run(reporting).rawValue }
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return ExitCode.finished.rawValue
    } catch let failure as Failure {
      Terminal.error("error: \(failure)")
      return ExitCode(failure.domain).rawValue
    } catch {
      return refuse(error)
    }
  }

  /// Whatever a command with a result ends by, its exit code is said in one place, and its failure in every format.
  private static func run(_ command: any ReportingCommand) async -> DreyModel.ExitCode {
    let start = ContinuousClock.now
    defer {
      if command.output.verbosity == .verbose {
        Terminal.error("took \(Seconds.text((ContinuousClock.now - start) / .seconds(1))) s")
      }
    }
    do {
      var command = command
      try await command.run()
      return .finished
    } catch let end as CommandEnd {
      return end.exitCode
    } catch {
      return report((error as? Failure) ?? Failure(.infrastructure, "\(error)"), of: command)
    }
  }

  private static func report(_ failure: Failure, of command: any ReportingCommand) -> DreyModel.ExitCode {
    Terminal.error("error: \(failure)")
    if command.output.format == .json, let line = try? Rendering.line(FailureReport(failure)) { Terminal.result(line) }
    return ExitCode(failure.domain)
  }

  /// Help and the version are no errors; everything else the parser refuses is bad usage.
  private static func refuse(_ error: any Error) -> Int32 {
    let text = DreyCommand.fullMessage(for: error)
    guard DreyCommand.exitCode(for: error).isSuccess else {
      Terminal.error(text)
      return DreyModel.ExitCode.usage.rawValue
    }
    Terminal.result(text)
    return DreyModel.ExitCode.finished.rawValue
  }
}

/// Ends a command that has said all there is to say.
struct CommandEnd: Error {
  var exitCode: DreyModel.ExitCode
}
