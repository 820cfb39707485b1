import Dispatch
import DreyModel
import Glibc

/// Turns SIGINT and SIGTERM into cancellation of a task.
enum Interruption {
  /// Runs `body` in a task that the first signal cancels; the second ends the process at once, and what the run made is
  /// left to its watchdog.
  static func guarding<R: Sendable>(_ body: @escaping @Sendable () async -> R) async -> R {
    let task = Task { await body() }
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if task.isCancelled { exit(ExitCode.interrupted.rawValue) }
        task.cancel()
      }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    return await task.value
  }
}
