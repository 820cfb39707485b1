import NIOCore

/// What a connection is waited for, and until when. Pure.
struct Patience {
  enum Phase: Equatable {
    /// The head of the first request.
    case opening
    /// The rest of a later head.
    case head
    /// More of a body.
    case body
    /// Nothing: it is this side's turn.
    case answering
    /// The next request.
    case idle
    /// The client's end.
    case closing
  }

  private let timeouts: ConnectionTimeouts
  private(set) var phase = Phase.opening
  private var since: NIODeadline

  init(_ timeouts: ConnectionTimeouts, now: NIODeadline) {
    self.timeouts = timeouts
    since = now
  }

  mutating func enter(_ next: Phase, now: NIODeadline) {
    phase = next
    since = now
  }

  /// Something has come from the client.
  mutating func hear(now: NIODeadline) {
    switch phase {
    case .idle: enter(.head, now: now)
    case .body: since = now
    case .opening, .head, .answering, .closing: break
    }
  }

  /// When the connection is given up; nil: nothing is waited for.
  var deadline: NIODeadline? {
    switch phase {
    case .opening, .head: since + timeouts.head
    case .body: since + timeouts.body
    case .answering: nil
    case .idle: since + timeouts.idle
    case .closing: since + timeouts.closing
    }
  }
}
