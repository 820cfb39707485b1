/// Something that goes wrong with a member of a cluster, because a test wants it to.
public enum Fault: Sendable, Equatable {
  /// The target ends it by a signal, as somebody does who stops a container by hand.
  case kill(signal: String)
  /// Its process gets a signal from outside, as where it crashes: the target did not want that.
  case killProcess(signal: String)
  /// It stands still.
  case pause
  /// It reaches no other member, and none reaches it.
  case partition
  /// It gets no more than this of a processor.
  case slow(cpus: Double)

  /// What happens to a member, with its name before it.
  public var text: String {
    switch self {
    case .kill(let signal): "is killed (\(signal))"
    case .killProcess(let signal): "loses its process (\(signal))"
    case .pause: "stands still"
    case .partition: "is cut off from the other members"
    case .slow(let cpus): "has no more than \(cpus) of a processor"
    }
  }
}

/// How a fault is undone; what has gone meanwhile needs no undoing.
public typealias Undo = @Sendable () async throws -> Void
