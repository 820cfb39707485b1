import ChildProcess
import ControlPlane
import DreyModel
import Glibc

/// A running JVM whose log becomes events.
final class JavaMachine: Sendable {
  private let child: ChildProcess
  private let journal: Journal
  private let readers: [PipeReader]

  /// Starts it.
  /// - Parameters:
  ///   - onLog: told every log message, after it was reported.
  ///   - onOutput: told every line that it prints; nil: that goes where this process's does.
  /// - Throws: ``Failure`` of the domain `infrastructure` where it cannot be started.
  init(
    _ command: JavaCommand, events: EventLog, onLog: @escaping @Sendable (LogLine) -> Void = { _ in },
    onOutput: (@Sendable (String) -> Void)? = nil
  ) throws(Failure) {
    let journal = Journal(events: events, onLog: onLog)
    self.journal = journal
    do {
      child = try ChildProcess.spawn(
        ChildProcess.Configuration(
          executable: command.executable, arguments: command.arguments, environment: command.environment,
          workingDirectory: command.workingDirectory,
          standardOutput: onOutput == nil ? .inherit : .pipe, standardError: .pipe))
    } catch { throw Failure(.infrastructure, "cannot start the JVM: \(error)") }
    do {
      var readers: [PipeReader] = []
      if let errors = child.pipes.standardError {
        readers.append(try PipeReader(errors, maximumLineLength: 256 << 10, tailLines: 0) { journal.add($0) })
      }
      if let output = child.pipes.standardOutput, let onOutput {
        readers.append(try PipeReader(output, maximumLineLength: 1 << 20, tailLines: 0, onLine: onOutput))
      }
      self.readers = readers
    } catch {
      child.signal(SIGKILL)
      throw Failure(.infrastructure, "cannot read what the JVM says: \(error)")
    }
  }

  /// Waits for its end and until all it said has been read.
  func wait() async -> Termination {
    let end = await child.wait()
    for reader in readers { _ = await reader.end(within: .seconds(2)) }
    return end
  }

  /// Asks it to end by SIGTERM, and ends it where it has not within `grace`.
  func terminate(grace: Duration) async -> Termination {
    let end = await child.terminate(grace: grace)
    for reader in readers { _ = await reader.end(within: .seconds(2)) }
    return end
  }

  /// Waits for its end; where an interruption comes before, asks it to end.
  /// - Returns: nil where it was interrupted.
  func end(unless interruption: Completion<Void>) async -> Termination? {
    let first = Completion<Termination?>()
    let tasks = [
      Task { first.complete(await wait()) },
      Task { if await interruption.valueUnlessCancelled() != nil { first.complete(nil) } },
    ]
    let end = await first.value()
    for task in tasks { task.cancel() }
    if end == nil { _ = await terminate(grace: .seconds(2)) }
    return end
  }

  /// Ends it at once.
  func kill() async {
    child.signal(SIGKILL)
    _ = await wait()
  }

  /// The last lines of its log.
  var lastLines: [String] { journal.lastLines }
  /// The exception that it logged last at the level ERROR.
  var lastError: LogLine? { journal.lastError }
}
