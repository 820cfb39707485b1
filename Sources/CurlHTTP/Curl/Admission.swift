/// A request to begin and where its response goes.
struct TransferStart: Sendable {
  var request: HTTPRequest
  var channel: ResponseChannel
}

/// Lets a limited number of unary requests be under way at once, the others in the order in which they came.
///
/// Without a limit, a burst of requests opens more connections at once than a socket's backlog holds, and the server's
/// system refuses them. Streams are let in at once: they may last for ever, and must not keep each other out.
struct Admission {
  private let limit: Int
  private var admitted: Set<ObjectIdentifier> = []
  private var waiting: [TransferStart] = []

  init(limit: Int) { self.limit = limit }

  /// Whether a request may begin now; otherwise it waits until another one is released.
  mutating func admit(_ start: TransferStart) -> Bool {
    guard start.request.patience.isUnary else { return true }
    guard admitted.count < limit else {
      waiting.append(start)
      return false
    }
    admitted.insert(ObjectIdentifier(start.channel))
    return true
  }

  /// Forgets a request that has ended or is not wanted any more; returns the one that may begin in its place.
  mutating func release(_ channel: ResponseChannel) -> TransferStart? {
    guard admitted.remove(ObjectIdentifier(channel)) != nil else {
      waiting.removeAll { $0.channel === channel }
      return nil
    }
    guard !waiting.isEmpty else { return nil }
    let next = waiting.removeFirst()
    admitted.insert(ObjectIdentifier(next.channel))
    return next
  }

  /// All that are waiting, which do not wait any more.
  mutating func drain() -> [TransferStart] {
    defer { waiting = [] }
    return waiting
  }
}

extension Patience {
  /// Whether the response is over in a limited time.
  fileprivate var isUnary: Bool {
    switch self {
    case .response, .progress: true
    case .head, .unlimited: false
    }
  }
}
