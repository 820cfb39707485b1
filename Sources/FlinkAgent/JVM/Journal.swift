import ChildProcess
import ControlPlane
import DreyModel
import Synchronization

/// Turns a JVM's standard error into events, and remembers its end.
final class Journal: Sendable {
  private let events: EventLog
  private let onLog: @Sendable (LogLine) -> Void
  private let memory = Mutex(Memory())

  private struct Memory {
    var tail = Tail(capacity: 40)
    var lastError: LogLine?
  }

  init(events: EventLog, onLog: @escaping @Sendable (LogLine) -> Void) {
    self.events = events
    self.onLog = onLog
  }

  /// One line, which is a log message or what the JVM or the application's code wrote there.
  func add(_ line: String) {
    guard let message = LogLine(parsing: line) else {
      remember(line, nil)
      return events.log(source: "stderr", line)
    }
    remember("\(message.level) \(message.logger) - \(message.text(maximumLines: 10))", message)
    events.log(LogLevel(named: message.level), source: message.logger, message.text())
    onLog(message)
  }

  var lastLines: [String] { memory.withLock { $0.tail.lines }.flatMap { $0.split(separator: "\n").map(String.init) } }
  var lastError: LogLine? { memory.withLock { $0.lastError } }

  private func remember(_ text: String, _ message: LogLine?) {
    memory.withLock {
      $0.tail.append(text)
      if let message, message.level == "ERROR" || message.level == "FATAL" { $0.lastError = message }
    }
  }
}
