import NIOCore
import Synchronization

/// The messages that wait to be written to one peer, in order.
///
/// There are never more than ``capacity`` of them. Whoever can wait has to, where ``comfortable`` of them wait already.
final class Outbox<Message: Sendable>: Sendable {
  private struct State {
    var messages = CircularBuffer<Message>()
    var isFinished = false
    var isOverfull = false
    /// Waits for a message.
    var reader: CheckedContinuation<Message?, Never>?
    /// Wait for room.
    var writers: [CheckedContinuation<Void, Never>] = []

    mutating func takeWriters(below limit: Int) -> [CheckedContinuation<Void, Never>] {
      guard messages.count < limit else { return [] }
      defer { writers = [] }
      return writers
    }
  }

  private let capacity: Int
  private let comfortable: Int
  private let state = Mutex(State())

  init(capacity: Int = 10_000, comfortable: Int = 8) {
    self.capacity = max(1, capacity)
    self.comfortable = max(1, comfortable)
  }

  /// Whether a message did not fit.
  var isOverfull: Bool { state.withLock { $0.isOverfull } }

  /// Queues a message; after ``finish()`` it is dropped.
  /// - Returns: false if there was no room for it.
  func put(_ message: Message) -> Bool {
    let (reader, isTaken) = state.withLock { state -> (CheckedContinuation<Message?, Never>?, Bool) in
      guard !state.isFinished else { return (nil, true) }
      if let reader = state.reader.take() { return (reader, true) }
      guard state.messages.count < capacity else {
        state.isOverfull = true
        return (nil, false)
      }
      state.messages.append(message)
      return (nil, true)
    }
    reader?.resume(returning: message)
    return isTaken
  }

  /// Queues a message once few wait.
  func putWhenRoom(_ message: Message) async {
    while !hasRoom { await withCheckedContinuation { awaitRoom($0) } }
    _ = put(message)
  }

  /// Waits for the next message.
  /// - Returns: nil once all of a finished outbox have been taken, or if the calling task is cancelled.
  func next() async -> Message? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (message, writers) = state.withLock { state -> (Message??, [CheckedContinuation<Void, Never>]) in
          if let message = state.messages.popFirst() { return (.some(message), state.takeWriters(below: comfortable)) }
          if state.isFinished || Task.isCancelled { return (.some(nil), []) }
          state.reader = continuation
          return (.none, [])
        }
        for writer in writers { writer.resume() }
        if let message { continuation.resume(returning: message) }
      }
    } onCancel: {
      state.withLock { $0.reader.take() }?.resume(returning: nil)
    }
  }

  /// Takes no more messages; lets those go on that wait for room.
  func finish() {
    let (reader, writers) = state.withLock { state in
      state.isFinished = true
      defer { state.writers = [] }
      return (state.reader.take(), state.writers)
    }
    reader?.resume(returning: nil)
    for writer in writers { writer.resume() }
  }

  private var hasRoom: Bool { state.withLock { $0.isFinished || $0.messages.count < comfortable } }

  private func awaitRoom(_ writer: CheckedContinuation<Void, Never>) {
    let hasRoom = state.withLock { state in
      if state.isFinished || state.messages.count < comfortable { return true }
      state.writers.append(writer)
      return false
    }
    if hasRoom { writer.resume() }
  }
}
