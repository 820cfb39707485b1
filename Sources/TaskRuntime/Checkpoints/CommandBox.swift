import Synchronization

/// What other threads have to tell a subtask, which looks at it between batches.
final class CommandBox: @unchecked Sendable {
  private let lock = PosixLock()
  private let hasArrived = PosixCondition()
  private var commands: [CheckpointCommand] = []
  private let hasSome = Atomic(false)
  /// Wakes the subtask where it waits for input.
  private let wake: @Sendable () -> Void

  init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  /// Cheap enough to be asked for every batch.
  var isEmpty: Bool { !hasSome.load(ordering: .acquiring) }

  func put(_ command: CheckpointCommand) {
    lock.withLock { commands.append(command) }
    hasSome.store(true, ordering: .releasing)
    hasArrived.broadcast()
    wake()
  }

  func takeAll() -> [CheckpointCommand] {
    hasSome.store(false, ordering: .releasing)
    return lock.withLock { take() }
  }

  /// Blocks for commands, for a fifth of a second at most.
  func wait() -> [CheckpointCommand] {
    lock.withLock {
      if commands.isEmpty { hasArrived.wait(holding: lock, milliseconds: 200) }
      hasSome.store(false, ordering: .releasing)
      return take()
    }
  }

  private func take() -> [CheckpointCommand] {
    defer { commands = [] }
    return commands
  }
}
