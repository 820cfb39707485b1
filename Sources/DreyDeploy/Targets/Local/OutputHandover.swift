import Dispatch
import Synchronization

/// Hands what was read on threads to one task, a few chunks ahead of it at most; once that one has lost interest, to
/// nobody.
final class OutputHandover: Sendable {
  private static let capacity = 16

  private let chunks: AsyncStream<OutputChunk>
  private let sink: AsyncStream<OutputChunk>.Continuation
  private let room = DispatchSemaphore(value: 0)
  private let isAbandoned = Mutex(false)

  init() {
    (chunks, sink) = AsyncStream.makeStream()
    for _ in 0..<Self.capacity { room.signal() }
  }

  /// Blocks the calling thread while there is no room.
  func offer(_ chunk: OutputChunk) {
    room.wait()
    if isAbandoned.withLock({ $0 }) {
      // For whoever waits besides.
      room.signal()
    } else {
      sink.yield(chunk)
    }
  }

  /// No more will come.
  func finish() { sink.finish() }

  /// Nobody takes any more: offers do not block from now on.
  func abandon() {
    isAbandoned.withLock { $0 = true }
    room.signal()
  }

  /// For one task; where that is cancelled, nobody takes any more.
  var output: MemberOutput {
    MemberOutput { [self] in
      var iterator = chunks.makeAsyncIterator()
      return MemberOutput.AsyncIterator { [self] in
        let next = await iterator.next()
        if next != nil { room.signal() } else { abandon() }
        try Task.checkCancellation()
        return next
      }
    }
  }
}
