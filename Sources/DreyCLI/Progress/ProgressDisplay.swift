import DreyDeploy
import DreyModel

/// Something that happened in a run.
enum ProgressEvent: Sendable {
  case progress(RunPhase, String)
  case detail(RunPhase, String)
  case event(ClusterEvent, member: String)

  var phase: RunPhase {
    switch self {
    case .progress(let phase, _), .detail(let phase, _): phase
    case .event: .run
    }
  }

  var text: String {
    switch self {
    case .progress(_, let text), .detail(_, let text): text
    case .event(let event, let member): event.text(from: member)
    }
  }

  /// How much one has to ask for to be told.
  var level: Verbosity {
    switch self {
    case .progress: .normal
    case .detail: .verbose
    case .event(.log(let level, let source, _), _):
      // Flink warns of all that it tries again, by loggers with Java's names; how its jobs fare is told by other events.
      level.isProblem && !source.contains(".") || source == "application" ? .normal : .verbose
    case .event(.listening, _), .event(.restListening, _): .verbose
    case .event: .normal
    }
  }
}

/// Shows on standard error how a run goes. Calls come from several tasks at once.
protocol ProgressDisplay: Sendable {
  func show(_ event: ProgressEvent)
  /// Writes to standard output; returns when that is done.
  func write(_ bytes: [UInt8]) async throws
  /// Nothing follows; what was shown stays as it is to be read afterwards.
  func finish() async
}
