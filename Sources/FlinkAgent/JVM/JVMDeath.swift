import ChildProcess
import DreyModel
import Glibc

/// What the end of a JVM that should have gone on means.
enum JVMDeath {
  /// What `-XX:+ExitOnOutOfMemoryError` exits with.
  static let outOfMemoryCode: Int32 = 3

  static func failure(_ member: String, _ end: Termination, lastLines: [String], lastError: LogLine?) -> Failure {
    let cause = lastError.map { error in
      ": " + (StackTrace(lines: error.stackTrace).rootCause ?? error.message)
    }
    return Failure(
      .infrastructure, "the JVM of the \(member) ended by itself (\(end))\(cause ?? "")",
      advice: advice(end, lastLines), details: lastLines.suffix(60).map { String($0) })
  }

  /// The JVM of an application that ended in good order, which nobody but the application itself asks for.
  /// - Returns: nil where it was something else.
  static func applicationExit(_ end: Termination, lastLines: [String], lastError: LogLine?) -> Failure? {
    guard case .exited(let code) = end, code != outOfMemoryCode, lastError == nil else { return nil }
    return Failure(
      .user, "the application ended the JVM with exit code \(code)",
      advice: "main() should return, or throw, rather than call System.exit.", details: lastLines)
  }

  private static func advice(_ end: Termination, _ lastLines: [String]) -> String? {
    switch end {
    case .signaled(SIGKILL):
      "It was probably out of memory: give the container more, or the JVM less."
    case .exited(outOfMemoryCode) where lastLines.contains { $0.contains("OutOfMemoryError") }:
      "Its heap or metaspace was full: give the container more memory, or the job less to keep."
    default: nil
    }
  }
}
