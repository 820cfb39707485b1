import Synchronization

/// Where the event loop's thread puts a response and one task takes it.
///
/// Bounded: it refuses bytes beyond its budget, and the loop pauses the transfer until the task has taken some.
final class ResponseChannel: Sendable {
  private struct State {
    var head: ResponseHead?
    var buffer: [UInt8] = []
    var isPaused = false
    var ending: Result<Void, any Error>?
    var headWaiter: CheckedContinuation<ResponseHead, any Error>?
    var chunkWaiter: CheckedContinuation<[UInt8]?, any Error>?
  }

  /// How many bytes are kept for a task that is behind.
  static let budget = 1 << 20

  private let state = Mutex(State())

  // MARK: the event loop's side

  /// Takes the response's head.
  func receive(_ head: ResponseHead) {
    let waiter = state.withLock { state in
      state.head = head
      return exchange(&state.headWaiter, leaving: nil)
    }
    waiter?.resume(returning: head)
  }

  /// Takes bytes of the body, or returns false: then the transfer has to pause and offer the same bytes again.
  func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var waiter: CheckedContinuation<[UInt8]?, any Error>?
    let accepted = state.withLock { state in
      guard state.buffer.isEmpty || state.buffer.count + bytes.count <= Self.budget else {
        state.isPaused = true
        return false
      }
      waiter = exchange(&state.chunkWaiter, leaving: nil)
      if waiter == nil { state.buffer.append(contentsOf: bytes) }
      return true
    }
    waiter?.resume(returning: Array(bytes))
    return accepted
  }

  /// Ends the response; only the first ending counts. Bytes received before it can still be taken.
  func finish(_ ending: Result<Void, any Error>) {
    let waiters = state.withLock { state in
      guard state.ending == nil else {
        return (nil as CheckedContinuation<ResponseHead, any Error>?, nil as CheckedContinuation<[UInt8]?, any Error>?)
      }
      state.ending = ending
      return (exchange(&state.headWaiter, leaving: nil), exchange(&state.chunkWaiter, leaving: nil))
    }
    waiters.0?.resume(throwing: Self.error(ending) ?? HTTPError.closed)
    waiters.1?.resume(with: ending.map { nil })
  }

  // MARK: the task's side

  /// The head, as soon as it is there.
  func head() async throws -> ResponseHead {
    try await withCheckedThrowingContinuation { continuation in
      let known: Result<ResponseHead, any Error>? = state.withLock { state in
        if let head = state.head { return .success(head) }
        if let ending = state.ending { return .failure(Self.error(ending) ?? HTTPError.closed) }
        state.headWaiter = continuation
        return nil
      }
      if let known { continuation.resume(with: known) }
    }
  }

  /// All bytes that have arrived since the last call, waiting for some if there are none; `nil` at the end.
  /// `resume` is called if the transfer had paused.
  func next(resume: @Sendable () -> Void) async throws -> [UInt8]? {
    if let taken = state.withLock({ Self.take(from: &$0) }) { return try taken.deliver(resume) }
    let taken = Mutex<Taken?>(nil)
    let chunk = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<[UInt8]?, any Error>) in
      let known = state.withLock { state in
        let known = Self.take(from: &state)
        if known == nil { state.chunkWaiter = continuation }
        return known
      }
      guard let known else { return }
      taken.withLock { $0 = known }
      continuation.resume(with: known.chunk)
    }
    if taken.withLock({ $0?.wasPaused ?? false }) { resume() }
    return chunk
  }

  /// What a task gets without waiting.
  private struct Taken: Sendable {
    var chunk: Result<[UInt8]?, any Error>
    var wasPaused = false

    func deliver(_ resume: () -> Void) throws -> [UInt8]? {
      if wasPaused { resume() }
      return try chunk.get()
    }
  }

  // What arrived before a failure is delivered first; after a cancellation nobody wants it.
  private static func take(from state: inout State) -> Taken? {
    if let failure = state.ending.flatMap(error), failure is CancellationError {
      return Taken(chunk: .failure(failure))
    }
    if state.buffer.isEmpty { return state.ending.map { Taken(chunk: $0.map { nil }) } }
    let wasPaused = exchange(&state.isPaused, leaving: false)
    return Taken(chunk: .success(exchange(&state.buffer, leaving: [])), wasPaused: wasPaused)
  }

  private static func error(_ ending: Result<Void, any Error>) -> (any Error)? {
    guard case .failure(let error) = ending else { return nil }
    return error
  }
}

/// Replaces a variable's value and returns the former one.
private func exchange<T>(_ value: inout T, leaving rest: T) -> T {
  defer { value = rest }
  return value
}
