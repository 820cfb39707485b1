import ChildProcess
import DreyModel
import Synchronization

/// What clients asked for and have not heard the end of: a cluster that ends with its job waits a moment for them.
final class UnreadOperations: Sendable {
  private struct State {
    var pending: Set<SavepointRequestID> = []
    var lastRead: ContinuousClock.Instant?
    var waiting: Completion<Void>?
  }

  /// How long an answer may be on its way, out of a container and through the engine, which both end with the cluster.
  private static let delivery = Duration.seconds(1)

  private let state = Mutex(State())

  /// Operations that are remembered.
  private static let capacity = 1000

  /// A client has asked for this.
  func began(_ request: SavepointRequestID) {
    state.withLock { state in
      // In a session nobody waits for them, and not all clients ask how they end.
      if state.pending.count >= Self.capacity { _ = state.pending.popFirst() }
      state.pending.insert(request)
    }
  }

  /// A client has heard how it ended.
  func read(_ request: SavepointRequestID) {
    state.withLock { state in
      guard state.pending.remove(request) != nil else { return }
      state.lastRead = .now
      if state.pending.isEmpty { state.waiting?.complete(()) }
    }
  }

  /// Returns once clients have heard the end of all that they asked for, or nearly after `limit`.
  func allRead(within limit: Duration) async {
    let completion = Completion<Void>()
    state.withLock { state in
      if state.pending.isEmpty { completion.complete(()) }
      state.waiting = completion
    }
    _ = await completion.value(within: limit)
    guard let last = state.withLock({ $0.lastRead }) else { return }
    try? await Task.sleep(until: last + Self.delivery)
  }
}
