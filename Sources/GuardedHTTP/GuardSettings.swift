public import ControlPlane
public import NIOCore

/// Who may call, and what a connection may cost.
public struct GuardSettings: Sendable {
  /// What every call has to present; nil: whoever gets here may call.
  public var token: RestToken?
  /// Bytes that the body of a request may announce.
  public var maximumContentLength: Int
  public var limits = ConnectionLimits()
  public var timeouts = ConnectionTimeouts()

  public init(token: RestToken?, maximumContentLength: Int) {
    self.token = token
    self.maximumContentLength = maximumContentLength
  }
}

/// What connections may hold.
public struct ConnectionLimits: Sendable {
  /// Connections that have not presented the token yet; one more closes the oldest of the address that has most.
  public var strangers = 256
  /// Connections that have presented the token; one more closes the one that has been silent for longest.
  public var admitted = 256
  /// Requests of a connection that wait for the answers before them; what is sent beyond is not read.
  public var waitingRequests = 64
  /// Bytes of bodies of those.
  public var waitingBytes = 1 << 20
  /// Bytes of a body that are still read when the answer has been given.
  public var uselessBytes = 64 << 10
  /// Bytes that the system holds of what a connection has received, and of what it sends.
  public var socketBuffer = 128 << 10
  /// Bytes of all fields of a request's head; one alone may have half.
  public var headBytes = 32 << 10
  /// Fields of a request's head.
  public var headFields = 64

  public init() {}
}

/// How long a connection is waited for.
public struct ConnectionTimeouts: Sendable {
  /// For the whole head of a request: of the first from the beginning of the connection, else from its first byte.
  public var head = TimeAmount.seconds(10)
  /// Without a byte of a body.
  public var body = TimeAmount.seconds(30)
  /// Without a request, on a connection that has presented the token.
  public var idle = TimeAmount.minutes(5)
  /// Without a byte of an answer being taken.
  public var write = TimeAmount.seconds(30)
  /// For the client to close a connection after the last answer.
  public var closing = TimeAmount.seconds(1)

  public init() {}
}
