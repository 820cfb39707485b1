import DreyModel

/// Why a connection was given up.
public enum ControlPlaneError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The peer announced a frame of this many bytes, more than is allowed.
  case frameTooLong(length: Int, maximum: Int)
  /// A frame's content is not the message that is expected here.
  case malformedFrame(String)
  /// Nothing was heard of the peer for this many milliseconds.
  case silent(milliseconds: Int)
  /// The peer read nothing of what was written to it for this many milliseconds.
  case unread(milliseconds: Int)
  /// More messages wait than a peer may leave unread.
  case unreadMessages
  /// The peer does not know the cluster's secret.
  case notAuthentic
  /// The peer refused this side, and said why.
  case refused(String)
  /// The peer speaks another version of the protocol.
  case versionMismatch(own: Int, peer: Int)
  /// The connection ended in the middle of a conversation.
  case endedEarly
  /// The system's error, such as a connection reset.
  case transport(String)

  public var description: String {
    switch self {
    case .frameTooLong(let length, let maximum): "a frame of \(length) bytes, at most \(maximum) are allowed"
    case .malformedFrame(let what): "an unreadable message: \(what)"
    case .silent(let milliseconds): "no sign of life for \(milliseconds) ms"
    case .unread(let milliseconds): "nothing of what was sent was read for \(milliseconds) ms"
    case .unreadMessages: "too many messages wait that the other side does not read"
    case .notAuthentic: "the other side does not know the cluster's secret"
    case .refused(let reason): "refused by the other side: \(reason)"
    case .versionMismatch(let own, let peer):
      "the other side speaks version \(peer) of the control protocol, this side version \(own);"
        + " use images of the same drey release"
    case .endedEarly: "the connection ended in the middle of a conversation"
    case .transport(let text): text
    }
  }

  /// Whether another attempt may succeed without anybody changing anything.
  public var isTransient: Bool {
    switch self {
    case .transport, .endedEarly, .silent, .unread, .unreadMessages: true
    case .frameTooLong, .malformedFrame, .notAuthentic, .refused, .versionMismatch: false
    }
  }

  init(_ error: any Error) { self = (error as? ControlPlaneError) ?? .transport("\(error)") }
}
