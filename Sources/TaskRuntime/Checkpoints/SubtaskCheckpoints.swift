import DreyModel

/// What a subtask has to do with checkpoints: the states that are part of them, and what they begin from.
public final class SubtaskCheckpoints: @unchecked Sendable {
  private struct Registered {
    let uid: String
    let state: any SnapshotState
  }

  private var states: [Registered] = []

  init() {}

  /// Makes a state of an operator part of every snapshot, after it has taken in what an earlier attempt left of it.
  /// - Parameter uid: the operator's ``DreyModel/OperatorDescription/uid``.
  /// - Throws: ``DreyModel/Failure`` where the operator has a state of that name, or what was left cannot be read.
  public func register(_ state: any SnapshotState, of uid: String) throws {
    guard !states.contains(where: { $0.uid == uid && $0.state.name == state.name }) else {
      throw Failure(.user, "the operator '\(uid)' has two states '\(state.name)'")
    }
    states.append(Registered(uid: uid, state: state))
  }
}
