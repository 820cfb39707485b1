import NIOCore
import NIOHTTP1

/// Requests that a client has sent before the answer to an earlier one, as far as they are kept. Pure.
struct WaitingRequests {
  private let limits: ConnectionLimits
  private var parts = CircularBuffer<HTTPServerRequestPart>()
  private var requests = 0
  private var bytes = 0
  /// Whether something has been dropped, and nothing is kept any more: the connection ends with what is here.
  private(set) var isOverfull = false

  init(_ limits: ConnectionLimits) { self.limits = limits }

  var isEmpty: Bool { parts.isEmpty }

  /// Whether the request that is being answered is the last that can be.
  var isLast: Bool { isOverfull && parts.isEmpty }

  mutating func append(_ part: HTTPServerRequestPart) {
    guard !isOverfull else { return }
    switch part {
    case .head: requests += 1
    case .body(let buffer): bytes += buffer.readableBytes
    case .end: break
    }
    guard requests <= limits.waitingRequests, bytes <= limits.waitingBytes else { return dropRest() }
    parts.append(part)
  }

  mutating func next() -> HTTPServerRequestPart? {
    let part = parts.popFirst()
    switch part {
    case .head?: requests -= 1
    case .body(let buffer)?: bytes -= buffer.readableBytes
    case .end?, nil: break
    }
    return part
  }

  /// Keeps whole requests, and nothing that comes from now on.
  mutating func dropRest() {
    isOverfull = true
    while let last = parts.last {
      if case .end = last { return }
      parts.removeLast()
    }
  }

  mutating func removeAll() { parts.removeAll() }
}
