import ChildProcess
import DreyModel
import Glibc

/// What a worker process's end says about the job.
enum WorkerFailure {
  /// Whether a cancelled worker's end looks like the signals that cancelling sends.
  static func isEndedByCancel(_ end: WorkerEnd) -> Bool {
    end.signal == nil || end.signal == SIGTERM || end.signal == SIGKILL
  }

  /// How far a worker was when it ended.
  enum Progress {
    /// Its `main()` was building the job.
    case inMain
    case running
    /// All its subtasks had finished.
    case done
  }

  /// - Parameter place: which worker it was.
  static func make(_ end: WorkerEnd, job: String, place: String, _ progress: Progress) -> Failure {
    let when =
      switch progress {
      case .inMain: " while its main() was building the job"
      case .running: ""
      case .done: " after its subtasks had finished, so what it printed may be incomplete"
      }
    let what: String
    if let signal = end.signal {
      what = "crashed with \(SignalName.of(signal))\(explanation(of: signal, end.standardErrorTail))"
    } else if let code = end.exitCode {
      what = "exited with code \(code)\(progress == .running ? " before its subtasks had finished" : "")"
    } else {
      return Failure(.user, "job '\(job)': \(place) could not be started", details: end.standardErrorTail)
    }
    return Failure(
      .user, "job '\(job)': \(place) \(what)\(when)", advice: advice(end, progress), details: end.standardErrorTail)
  }

  private static func explanation(of signal: Int32, _ tail: [String]) -> String {
    if [SIGILL, SIGTRAP, SIGABRT].contains(signal), let line = FatalErrorLine.find(in: tail) { return ": \(line)" }
    return switch signal {
    case SIGILL, SIGTRAP: ": a trap in the job's code, such as an array index out of range, an overflow or a nil"
    case SIGSEGV, SIGBUS: ": a bad memory access, or a stack that is used up by recursion"
    case SIGABRT: ": the job's code, or the C library, gave up"
    case SIGKILL: ": maybe it ran out of memory"
    default: ""
    }
  }

  private static func advice(_ end: WorkerEnd, _ progress: Progress) -> String? {
    switch (end.signal, progress) {
    case (SIGKILL?, _): "Give the TaskManagers more memory, or run fewer slots on each."
    case (_, .inMain):
      "main() runs again in every worker. What is to be done once only, such as opening a port or emptying a folder,"
        + " belongs into try env.runOnce(\"NAME\") { … }, or where env.isWorker is false."
    case (.some, _): "Run the job in its own process with the same input to debug it."
    case (nil, _): nil
    }
  }
}
