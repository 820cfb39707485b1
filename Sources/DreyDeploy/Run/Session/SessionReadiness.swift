import ChildProcess
import DreyModel

/// Decides when a session that was just started can take jobs. A value: what its members report in, a decision out.
struct SessionReadiness: Sendable {
  enum Event: Sendable, Equatable {
    case reported(ClusterEvent, by: MemberRole)
    case exited(member: String, code: Int)
  }

  enum Decision: Sendable, Equatable {
    case wait
    case ready
    case failed(Failure)
  }

  private let taskManagers: Int
  private var registered = 0
  private var restListens = false
  /// What was said before a member ended: most often why.
  private var log = Tail(capacity: 5)

  init(taskManagers: Int) { self.taskManagers = taskManagers }

  mutating func handle(_ event: Event) -> Decision {
    switch event {
    case .reported(.taskManagerRegistered(_, let count, _), .jobManager): registered = count
    case .reported(.restListening, .jobManager): restListens = true
    case .reported(.log(_, _, let message), _): log.append(message)
    case .reported: break
    case .exited(let member, let code):
      return .failed(
        Failure(
          .infrastructure, "\(member) ended with exit code \(code) while the session started", details: log.lines))
    }
    return restListens && registered >= taskManagers ? .ready : .wait
  }

  /// What is still missing, for the failure of a start that takes too long.
  var missing: String {
    restListens ? "\(registered) of \(taskManagers) TaskManagers have registered" : "its REST API does not answer"
  }
}
