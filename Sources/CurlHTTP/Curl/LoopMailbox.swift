import CCurl
import Synchronization

/// How other threads talk to the event loop's thread.
final class LoopMailbox: Sendable {
  enum Command: Sendable {
    case start(TransferStart)
    case resume(ResponseChannel)
    case cancel(ResponseChannel)
    case stop
  }

  private struct State {
    var commands: [Command] = []
    var isOpen = true
  }

  // libcurl allows curl_multi_wakeup from any thread; everything else is done by the loop's thread only.
  nonisolated(unsafe) let multi: UnsafeMutableRawPointer
  private let state = Mutex(State())

  init(multi: UnsafeMutableRawPointer) { self.multi = multi }

  /// Leaves a command for the loop; false if the loop has ended.
  @discardableResult
  func post(_ command: Command) -> Bool {
    state.withLock { state in
      guard state.isOpen else { return false }
      state.commands.append(command)
      curl_multi_wakeup(multi)
      return true
    }
  }

  /// The commands posted since the last call.
  func take() -> [Command] {
    state.withLock { state in
      defer { state.commands = [] }
      return state.commands
    }
  }

  /// Refuses commands from now on, and returns those that nobody has taken.
  func shut() -> [Command] {
    state.withLock { state in
      state.isOpen = false
      defer { state.commands = [] }
      return state.commands
    }
  }
}
