public import DreyModel
import Glibc

/// The ways out of an application's process.
public enum ProcessEnd {
  /// Ends the process at once, after what was printed has been written out. Other threads are not waited for.
  public static func exit(_ code: ExitCode) -> Never {
    fflush(nil)
    _exit(code.rawValue)
  }

  /// Prints `error: …` on standard error.
  public static func printError(_ failure: Failure) { printLine("error: \(failure)") }

  /// Prints a line on standard error.
  static func printLine(_ line: String) {
    let text = "\(line)\n"
    text.utf8.withContiguousStorageIfAvailable { _ = write(2, $0.baseAddress, $0.count) }
  }

  /// Makes writing to a closed pipe an error of that write instead of the end of the process.
  public static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
}
