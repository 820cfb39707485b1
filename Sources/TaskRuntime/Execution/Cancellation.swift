import DreyModel
import Synchronization

/// Ends everything that the subtasks of one job in this process may be waiting for.
final class Cancellation: Sendable {
  private struct State {
    var isCancelled = false
    var sockets: [Socket] = []
  }

  private let flag = Atomic(false)
  private let state = Mutex(State())
  private let gates: [InputGate]

  init(gates: [InputGate]) { self.gates = gates }

  var isCancelled: Bool { flag.load(ordering: .relaxed) }

  /// Shuts a socket down when, or if already, cancelled.
  func register(_ socket: Socket) {
    let late = state.withLock { state in
      state.sockets.append(socket)
      return state.isCancelled
    }
    if late { socket.shutDown() }
  }

  func cancel() {
    flag.store(true, ordering: .relaxed)
    let sockets = state.withLock { state in
      state.isCancelled = true
      return state.sockets
    }
    for gate in gates { gate.close(Self.failure) }
    for socket in sockets { socket.shutDown() }
  }

  static let failure = Failure(.cancelled, "the job was cancelled")
}
