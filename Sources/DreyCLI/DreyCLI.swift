import ArgumentParser
import DreyModel
import Glibc

/// The command line's entry point.
public enum DreyCLI {
  /// Parses the arguments, runs the command and returns the process's exit code (``DreyModel/ExitCode``).
  public static func run(arguments: [String]) async -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try DreyCommand.parseAsRoot(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return ExitCode.finished.rawValue
    } catch let code as CommandEnd {
      return code.exitCode.rawValue
    } catch let failure as Failure {
      Terminal.error("error: \(failure)")
      return ExitCode(failure.domain).rawValue
    } catch {
      return report(error)
    }
  }

  /// Help and the version are no errors; everything else the parser refuses is bad usage.
  private static func report(_ error: any Error) -> Int32 {
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
